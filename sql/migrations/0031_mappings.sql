-- Mappings: what a file of another system means here, as data. A version never changes; a
-- change is a new one, so that an import can say for ever by what it was read.

create table import_mapping (
    mapping_id int generated always as identity primary key,
    program_id int not null references program,
    mapping text not null check (mapping ~ '^[A-Za-z0-9_.-]{1,64}$'),
    mapping_version int not null check (mapping_version > 0),
    format text not null check (format in ('redcap', 'redcap_eav', 'qualtrics', 'dhis2')),
    version_id int not null references instrument_version,
    document jsonb not null,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    unique (program_id, mapping, mapping_version)
);
comment on table import_mapping is 'How columns, codes and values of another system are told as ours.';
comment on column import_mapping.document is 'MappingDocument of openapi.yaml, which says what each member means.';

call guard_by_program('import_mapping', 'submissions:write');
call guard_scope('import_mapping', '{submissions:read,submissions:write}');
-- It names practices, as the faults of an import do.
create policy import_mapping_own on import_mapping as restrictive for select to continuum_service
    using ((select all_practices()) or created_by = (select actor()));
create policy owner_keeps on import_mapping to current_user using (true) with check (true);

alter table import add mapping_id int references import_mapping;

create function pointer_part(name text) returns text language sql immutable
    as $$ select replace(replace(name, '~', '~0'), '/', '~1') $$;

-- What the fields of a mapping say: ITEM, ITEM.PART, or ITEM=LEVEL of a box that is ticked.
create function mapping_fields(document jsonb)
returns table (field text, target text, item text, part text, level text) language sql immutable
as $$
    select f.key, f.value, m[1], coalesce(m[2], 'value'), m[3]
    from jsonb_each_text(document -> 'fields') f
    left join regexp_match(f.value, '^([^.=]+)(?:[.](value|denominator|reason|text)|=(.+))?$') m on true
$$;

create function shown(m import_mapping)
returns table (_location text, program text, mapping text, mapping_version int, format text, instrument text, version text,
               document jsonb, created_at text, created_by text)
language sql stable as $$
    select '/v1/programs/' || p.program || '/mappings/' || m.mapping || '?mapping_version=' || m.mapping_version, p.program, m.mapping,
           m.mapping_version, m.format, i.instrument, v.version, m.document, iso(m.created_at), m.created_by
    from program p, instrument_version v join instrument i using (instrument_id)
    where p.program_id = m.program_id and v.version_id = m.version_id
$$;

-- As import_program(): before anyone's rights are taken on.
create function import_mapping_of(mapping_id int) returns import_mapping language sql stable
    security definer set search_path = continuum, pg_temp
    as $$ select m from import_mapping m where m.mapping_id = $1 $$;
revoke execute on function import_mapping_of(int) from public;
grant execute on function import_mapping_of(int) to continuum_service;

-- The same, and read by the same mapping.
create or replace function import_seal(import uuid, key text, sha256 bytea, bytes bigint, wait int)
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
                     and (o.instrument, o.version, o.wave, o.mapping_id) is not distinct from (i.instrument, i.version, i.wave, i.mapping_id)
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
                     and (o.instrument, o.version, o.wave, o.status, o.mapping_id)
                         is not distinct from (i.instrument, i.version, i.wave, i.status, i.mapping_id)
                   order by o.import_id limit 1)
    where i.import_id = own;
    insert into import_work (import_id) values (own);
    return query select import_seal.import, true;
end
$$;

drop function shown(import);
create function shown(i import)
returns table (_cursor text, _location text, import uuid, program text, instrument text, version text, wave text, mapping text,
               mapping_version int, status text, media text,
               dry_run boolean, partial boolean, bytes bigint, sha256 text, state text, rows_done int, rows_expected int,
               created int, unchanged int, superseding int, rejected int, faults int, failure text, same_as uuid,
               created_at text, created_by text, ended_at text)
language sql stable as $$
    select i.import::text, '/v1/imports/' || i.import, i.import, p.program, i.instrument, i.version, i.wave, m.mapping,
           m.mapping_version, i.status, i.media,
           i.dry_run, i.partial, i.bytes, encode(i.sha256, 'hex'),
           case when i.state = 'queued' and w.attempts > 0 then 'running' else i.state end,
           coalesce(w.rows_done, i.rows), coalesce(w.rows_expected, i.rows), i.created, i.unchanged, i.superseding, i.rejected,
           i.fault_count, i.failure, i.same_as, iso(i.created_at), i.created_by, iso(i.ended_at)
    from program p cross join import_work_of(i.import_id) w cross join import_mapping_of(i.mapping_id) m
    where p.program_id = i.program_id
$$;

-- A name or label without what only looks different: case, blanks, underscores, punctuation.
create function plain(name text) returns text language sql immutable
    as $$ select nullif(regexp_replace(lower(name), '[^[:alnum:]]+', '', 'g'), '') $$;
