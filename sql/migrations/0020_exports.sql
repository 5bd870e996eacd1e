-- What has changed since: each submission knows the transaction that changed it last.
-- Transactions are numbered when they begin to write and end in any order; so a reader
-- is given only what is below all that still run, and misses none that ends late.
alter table submission add column changed_in xid8 not null default pg_current_xact_id();
alter table submission add column changed_at timestamptz not null default clock_timestamp();
comment on column submission.changed_in is 'The transaction that changed it last.';
create index submission_changed on submission (changed_in, submission);

create function submission_changes() returns trigger language plpgsql as $$
begin
    new.changed_in := pg_current_xact_id();
    new.changed_at := clock_timestamp();
    return new;
end
$$;
create trigger submission_changes before update on submission for each row execute function submission_changes();

-- Who loads reference data looks after what came from another life of the database, see load.sql.
create policy owner_restamps on submission for update to current_user using (true);

-- The life of the database to which numbers of transactions belong: another one, loaded from
-- a dump, counts from elsewhere.
create function transaction_life() returns text language sql stable
    security definer set search_path = continuum, pg_temp
    as $$
    select left(encode(sha256(convert_to(concat_ws(' ', 'life', s.system_identifier, d.oid, 'submission'::regclass::oid), 'UTF8')), 'hex'), 16)
    from pg_control_system() s, pg_database d where d.datname = current_database()
    $$;
revoke execute on function transaction_life() from public;
grant execute on function transaction_life() to continuum_service;

-- A name that statistical programs take for an item: letters, digits, underscores, at most 28
-- characters, so that _n can stand behind it; none that they keep for themselves, no two alike.
create function item_variable(item text, "position" int, doubles bigint) returns text language sql immutable
    as $$
    select case
        when doubles > 1 then left(plain, 22) || '__' || "position"
        when lower(plain) = any (array[
            'all', 'and', 'array', 'boolean', 'break', 'by', 'byte', 'case', 'catch', 'class', 'complex', 'const', 'continue',
            'default', 'delegate', 'delete', 'do', 'double', 'else', 'end', 'enum', 'eq', 'explicit', 'export', 'external',
            'float', 'for', 'friend', 'function', 'ge', 'global', 'goto', 'gt', 'if', 'in', 'inline', 'int', 'le', 'local', 'long', 'lt',
            'ne', 'not', 'null', 'or', 'pragma', 'protected', 'quad', 'short', 'strl', 'to', 'typedef', 'using', 'vector', 'version',
            'with', 'program', 'practice', 'wave', 'instrument', 'respondent', 'method', 'submission', 'status']) then plain || '_'
        else plain end
    from (select left(regexp_replace(regexp_replace(item, '[^A-Za-z0-9_]', '_', 'g'), '^([0-9_])', 'v\1'), 28)) p (plain)
    $$;

-- Submissions that an export shows, of what is asked for.
create function exported_submissions(programs text[], waves text[], instruments text[], versions text[], practices text[], wanted text)
returns table (program text, practice text, wave text, "position" int, instrument text, version text, version_id int, respondent text,
               method text, submission uuid, status text, answers bigint[], denominators bigint[], reasons smallint[], texts text[])
language sql stable as $$
    select g.program, p.practice, w.wave, w.position, i.instrument, v.version, v.version_id, s.respondent, s.method,
           s.submission, s.status, s.answers, s.denominators, s.reasons, s.texts
    from submission s
    join program g using (program_id)
    join practice p using (practice_id)
    join wave w on w.wave_id = s.wave_id
    join instrument_version v using (version_id)
    join instrument i using (instrument_id)
    where (programs is null or g.program = any (programs))
      and (waves is null or w.wave = any (waves))
      and (instruments is null or i.instrument = any (instruments))
      and (versions is null or v.version = any (versions))
      and (practices is null or p.practice = any (practices))
      and s.status = wanted
$$;
