-- Imports: files of answers as they came, in parts, until they are taken in. Whoever
-- works on one holds the lock of its row to the end of the one transaction that stores
-- everything, so a worker that dies leaves nothing but an import that waits as before.

create table import (
    import_id int generated always as identity primary key,
    import uuid not null unique default uuid7(),
    program_id int not null references program,
    instrument text,
    version text,
    wave text,
    status text not null check (status in ('draft', 'submitted')),
    media text not null check (media in ('text/csv', 'application/x-ndjson', 'application/json', 'application/zip')),
    gzip boolean not null,
    dry_run boolean not null,
    partial boolean not null,
    idempotency_key text check (length(idempotency_key) between 1 and 255),
    bytes bigint,
    sha256 bytea check (octet_length(sha256) = 32),
    state text not null default 'receiving' check (state in ('receiving', 'queued', 'done', 'rejected', 'cancelled', 'failed')),
    ready_at timestamptz,
    created int not null default 0,
    unchanged int not null default 0,
    superseding int not null default 0,
    rejected int not null default 0,
    rows int not null default 0,
    fault_count int not null default 0,
    faults jsonb not null default '[]',
    failure text,
    same_as uuid,
    caller jsonb not null,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    ended_at timestamptz,
    unique (created_by, idempotency_key),
    check ((state = 'receiving') = (sha256 is null))
);
comment on table import is 'A file of answers, and what became of it. Its parts go when it has ended.';
comment on column import.ready_at is 'Before it only the request that brought it works on it.';
comment on column import.rejected is 'Practices, each at a wave and of a respondent, that were not taken.';
comment on column import.faults is 'The first 1,000 of fault_count: file, row, column, code, detail.';
comment on column import.caller is 'Who sent it: it is taken in with their rights, if they still have them.';
create index on import (ready_at) where state = 'queued';
create index on import (created_at) where state = 'receiving';
create index on import (program_id, sha256);

create table import_part (
    import_id int not null references import on delete cascade,
    part int not null,
    bytes bytea not null,
    primary key (import_id, part)
);
alter table import_part alter bytes set storage external;
comment on table import_part is 'A file as it was sent, in parts.';

create table import_work (
    import_id int primary key references import on delete cascade,
    attempts int not null default 0,
    rows_done int not null default 0,
    rows_expected int not null default 0,
    cancelled_by text
);
comment on table import_work is 'What is known of an import while its row is locked.';

call guard_by_program('import', 'submissions:write');
call guard_scope('import', '{submissions:read,submissions:write}');
-- What is wrong with a file names practices.
create policy import_own on import as restrictive for select to continuum_service
    using ((select all_practices()) or created_by = (select actor()));
create policy owner_keeps on import to current_user using (true) with check (true);
call guard_kept('import_part');
call guard_kept('import_work');

-- The caller's own, that is still being received.
create function import_receiving(import uuid) returns int language sql stable
    security definer set search_path = continuum, pg_temp
    as $$
    select i.import_id from import i where i.import = import_receiving.import and i.state = 'receiving' and i.created_by = actor()
    $$;

create function import_part_add(import uuid, part int, bytes bytea) returns void language sql
    security definer set search_path = continuum, pg_temp
    as $$ insert into import_part (import_id, part, bytes) values (import_receiving(import), part, bytes) $$;

create function import_part_read(import_id int, part int) returns bytea language sql stable
    security definer set search_path = continuum, pg_temp
    as $$ select p.bytes from import_part p where p.import_id = $1 and p.part = $2 $$;

-- Ends the receiving. The import under this key that came before, if there is one, stands,
-- and what came now is forgotten. wait: for how many seconds nobody else takes it.
create function import_seal(import uuid, key text, sha256 bytea, bytes bigint, wait int)
returns table (stands uuid, same boolean) language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
declare
    own constant int := import_receiving(import);
begin
    perform pg_advisory_xact_lock(726263423, hashtext(actor() || ' ' || key)) where key is not null;
    return query
    select o.import, (o.sha256, o.program_id, o.media, o.gzip, o.status, o.dry_run, o.partial)
                     = (import_seal.sha256, i.program_id, i.media, i.gzip, i.status, i.dry_run, i.partial)
                     and (o.instrument, o.version, o.wave) is not distinct from (i.instrument, i.version, i.wave)
    from import o join import i on i.import_id = own
    where o.created_by = actor() and o.idempotency_key = key;
    if found then
        delete from import i where i.import_id = own;
        return;
    end if;
    update import i
    set state = 'queued', idempotency_key = key, sha256 = import_seal.sha256, bytes = import_seal.bytes,
        ready_at = clock_timestamp() + make_interval(secs => wait),
        same_as = (select o.import from import o
                   where o.program_id = i.program_id and o.sha256 = import_seal.sha256 and o.state = 'done' and not o.dry_run
                     and o.created_by = actor()
                     and (o.instrument, o.version, o.wave, o.status) is not distinct from (i.instrument, i.version, i.wave, i.status)
                   order by o.import_id limit 1)
    where i.import_id = own;
    insert into import_work (import_id) values (own);
    return query select import_seal.import, true;
end
$$;

create function import_ready(import uuid) returns void language sql
    security definer set search_path = continuum, pg_temp
    as $$ update import i set ready_at = clock_timestamp() where i.import = import_ready.import and i.created_by = actor() $$;

-- Locks an import that waits: this one, or the next that nobody works on.
create function import_claim(wanted uuid) returns setof import language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
begin
    if wanted is null then
        delete from import i where i.state = 'receiving' and i.created_at < now() - interval '1 day';
    end if;
    return query
    select i.* from import i
    where i.state = 'queued' and case when wanted is null then i.ready_at <= clock_timestamp() else i.import = wanted end
    order by i.import_id limit 1 for no key update skip locked;
end
$$;

create function import_program(program_id int) returns text language sql stable
    security definer set search_path = continuum, pg_temp
    as $$ select p.program from program p where p.program_id = $1 $$;

-- For the transaction. Fails where the key or token no longer holds.
create function import_impersonate(import_id int) returns void language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
declare
    who jsonb;
begin
    select i.caller into who from import i where i.import_id = $1;
    perform set_config('continuum.' || s.name, coalesce(who ->> s.name, ''), true)
    from unnest(array['actor', 'key', 'scopes', 'programs', 'regions', 'practices', 'role', 'recipient', 'purpose']) s (name);
    perform caller_check(coalesce(who ->> 'key', ''), coalesce(who ->> 'issuer', ''), who ->> 'subject', who ->> 'token',
                         (who ->> 'issued_at')::bigint);
end
$$;

-- Outside of the transaction that works: how often it was begun, how far it is; and
-- whether somebody wants it cancelled.
create function import_begun(import_id int, step int) returns int language sql
    security definer set search_path = continuum, pg_temp
    as $$ update import_work w set attempts = w.attempts + step, rows_done = 0 where w.import_id = $1 returning w.attempts $$;

create function import_progress(import_id int, done int, expected int) returns boolean language sql
    security definer set search_path = continuum, pg_temp
    as $$
    update import_work w set rows_done = done, rows_expected = expected where w.import_id = $1
    returning w.cancelled_by is not null
    $$;

-- Where rows wait to be checked, for the transaction: the owner's, since the service's
-- role makes no tables. kind: c a column (name), n a line that names its place (practice,
-- wave, respondent, method), l another line of a place, a an answer (item, value,
-- denominator, reason, text), x of what the file says it is (column, value), f what is no
-- row (column, code, detail).
create function import_stage() returns void language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
begin
    create temporary table if not exists import_staged (
        kind "char" not null, row int not null, id int not null, answers int[], a text, b text, c text, d text, e text
    ) on commit delete rows;
    truncate pg_temp.import_staged;
    grant select, insert on pg_temp.import_staged to continuum_service;
end
$$;

create function import_staged() returns void language plpgsql
    security definer set search_path = continuum, pg_temp
    as $$ begin analyze pg_temp.import_staged; end $$;

-- Who stores answers for a program, one import after the other, so that what two files
-- say alike is stored once.
create function import_turn(program_id int) returns void language sql
    security definer set search_path = continuum, pg_temp
    as $$ select pg_advisory_xact_lock(726263424, program_id) $$;

create function import_settle(import_id int, state text, rows int, counts int[], fault_count int, faults jsonb, failure text)
returns void language sql
    security definer set search_path = continuum, pg_temp
    as $$
    update import i
    set state = $2, rows = $3, created = $4[1], unchanged = $4[2], superseding = $4[3], rejected = $4[4], fault_count = $5,
        faults = $6, failure = $7, ended_at = clock_timestamp()
    where i.import_id = $1;
    delete from import_part p where p.import_id = $1;
    delete from import_work w where w.import_id = $1;
    $$;

-- At once where nobody works on it, else as soon as who does so asks. False: it has ended.
create function import_cancel(import uuid) returns boolean language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
declare
    own int;
begin
    update import_work w set cancelled_by = actor()
    from import i where i.import_id = w.import_id and i.import = import_cancel.import and i.state = 'queued'
    returning i.import_id into own;
    if own is null then
        return false;
    end if;
    perform from import i where i.import_id = own and i.state = 'queued' for no key update skip locked;
    if found then
        perform import_settle(own, 'cancelled', 0, '{0,0,0,0}', 0, '[]', null);
    end if;
    return true;
end
$$;

create function import_work_of(import_id int) returns import_work language sql stable
    security definer set search_path = continuum, pg_temp
    as $$ select w from import_work w where w.import_id = $1 $$;

create function shown(i import)
returns table (_cursor text, _location text, import uuid, program text, instrument text, version text, wave text, status text, media text,
               dry_run boolean, partial boolean, bytes bigint, sha256 text, state text, rows_done int, rows_expected int,
               created int, unchanged int, superseding int, rejected int, faults int, failure text, same_as uuid,
               created_at text, created_by text, ended_at text)
language sql stable as $$
    select i.import::text, '/v1/imports/' || i.import, i.import, p.program, i.instrument, i.version, i.wave, i.status, i.media,
           i.dry_run, i.partial, i.bytes, encode(i.sha256, 'hex'),
           case when i.state = 'queued' and w.attempts > 0 then 'running' else i.state end,
           coalesce(w.rows_done, i.rows), coalesce(w.rows_expected, i.rows), i.created, i.unchanged, i.superseding, i.rejected,
           i.fault_count, i.failure, i.same_as, iso(i.created_at), i.created_by, iso(i.ended_at)
    from program p cross join import_work_of(i.import_id) w
    where p.program_id = i.program_id
$$;

-- That it is enrolled says both; and each costs every submission a look.
alter table submission drop constraint submission_practice_id_fkey, drop constraint submission_program_id_fkey;

do $$
declare
    made text;
begin
    foreach made in array array['import_receiving(uuid)', 'import_part_add(uuid, int, bytea)', 'import_part_read(int, int)',
        'import_seal(uuid, text, bytea, bigint, int)', 'import_ready(uuid)', 'import_claim(uuid)', 'import_begun(int, int)', 'import_program(int)', 'import_impersonate(int)', 'import_progress(int, int, int)',
        'import_stage()', 'import_staged()', 'import_turn(int)', 'import_settle(int, text, int, int[], int, jsonb, text)',
        'import_cancel(uuid)', 'import_work_of(int)'] loop
        execute format('revoke execute on function %s from public', made);
        execute format('grant execute on function %s to continuum_service', made);
    end loop;
end
$$;
