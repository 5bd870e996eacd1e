-- What tells whether answers are still current. The version of 0014 is salted with
-- what another life of the database does not have: one that was restored or failed over
-- runs under a server that began at another time, one that was loaded from a dump has
-- tables of its own; so a count that comes again never means the same.

-- The time of the newest change, also after it was folded.
alter table cell_state add column changed_at timestamptz not null default clock_timestamp();
comment on column cell_state.changed_at is 'Of the changes that are folded, or forgotten by a rebuild, the newest.';

create function change_folded() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
begin
    if tg_op = 'TRUNCATE' then
        update cell_state set changed_at = clock_timestamp();
    else
        update cell_state s set changed_at = n.newest from (select max(at) as newest from gone) n where n.newest > s.changed_at;
    end if;
    return null;
end
$$;
create trigger change_folded after delete on change referencing old table as gone
    for each statement execute function change_folded();
create trigger change_forgotten before truncate on change for each statement execute function change_folded();

-- What reports show depends on this and on the day: attributes of today, what is
-- overdue. moment is the transaction's, in microseconds.
-- In a language that keeps its plan: it is asked for very often.
create function data_state() returns table (version text, day text, moment bigint, changed_at text) language plpgsql stable
    security definer set search_path = continuum, pg_temp
    as $$
begin
    return query
    select left(encode(sha256(convert_to(concat_ws(' ', 'version', s.salt, extract(epoch from pg_postmaster_start_time()), d.oid,
                                                   'cell_state'::regclass::oid), 'UTF8')), 'hex'), 12) || '.' || s.folded + c.count,
           current_date::text, (extract(epoch from now()) * 1000000)::bigint, iso(greatest(s.changed_at, c.newest))
    from cell_state s, pg_database d, (select count(*) as count, max(at) as newest from change) c
    where d.datname = current_database();
end
$$;
create or replace function data_version() returns text language sql stable
    security definer set search_path = continuum, pg_temp
    as $$ select version from data_state() $$;

revoke execute on function data_state(), change_folded() from public;
grant execute on function data_state() to continuum_service;
