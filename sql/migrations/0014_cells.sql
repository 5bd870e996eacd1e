-- Cells: sums and counts over the sheets of a wave, by version and stratum, which
-- reports are made of. What becomes of sheets is only logged here, one row a sheet or
-- pair that goes or comes; the service adds changes up, when it reads and, now and
-- then, for good (fold_take, fold_put). What is in a vector only the service knows.

create table change (
    change_id bigint generated always as identity primary key,
    kind smallint not null check (kind in (0, 1, 2, 3)),
    sign smallint check (sign in (-1, 1)),
    program_id int,
    wave_id int,
    version_id int,
    stratum_id int,
    received boolean,
    in_work boolean,
    answers bigint[],
    denominators bigint[],
    reasons smallint[],
    from_wave_id int,
    from_version_id int,
    from_answers bigint[],
    at timestamptz not null default clock_timestamp(),
    check ((kind = 0) = (program_id is null) and (kind = 0) = (sign is null))
);
comment on table change is 'What has changed and is not in cells yet; append-only but for the fold.';
comment on column change.kind is
    '0: something else that reports show; 1: a sheet; 2: the answers of a practice at an earlier wave (from_) and a later one; '
    '3: how many participants more are enrolled and reporting (answers), of a program or (0) of all together.';
create index on change (program_id) where kind = 3;
comment on column change.sign is '-1: as it was, 1: as it is now.';

create table cell (
    program_id int not null,
    wave_id int not null,
    version_id int not null,
    stratum_id int not null,
    vector bytea not null,
    primary key (wave_id, version_id, stratum_id)
);
comment on table cell is 'Sheets of a wave and version, added up; stratum 0 is of all strata.';

create table transition (
    program_id int not null,
    from_wave_id int not null,
    wave_id int not null,
    from_version_id int not null,
    version_id int not null,
    stratum_id int not null,
    vector bytea not null,
    primary key (wave_id, version_id, from_wave_id, from_version_id, stratum_id)
);
comment on table transition is 'Pairs of answers from an earlier wave to a later one, added up; stratum 0 is of all strata.';

create table standing (
    program_id int primary key,
    enrolled bigint not null,
    reporting bigint not null
);
comment on table standing is 'Participants of a program, counted; program 0 is of all programs, where a practice counts once.';

create table cell_state (
    one boolean primary key default true check (one),
    folded bigint not null default 0,
    salt text not null default gen_random_uuid()::text || gen_random_uuid()::text
);
comment on table cell_state is 'One row: how many changes were taken from the log, and a secret of this database.';
insert into cell_state default values;

do $$
declare
    seen constant text := '((select all_practices()) and program_id is not null and '
                          '((select all_programs()) or program_id = any ((select visible_programs())::int[])))';
    guarded text;
begin
    foreach guarded in array array['change', 'cell', 'transition', 'standing'] loop
        call guard_kept(guarded);
        execute format('create policy %I on %I for select using (%s)', guarded || '_read', guarded, seen);
        call guard_scope(guarded, '{reports:read}');
    end loop;
    call guard_kept('cell_state'); -- and nobody else sees it
end
$$;

-- Equal versions mean equal data: what is folded leaves the log and is counted in
-- one transaction, so the sum only grows, with every change that can be seen.
create function data_version() returns text language sql stable
    security definer set search_path = continuum, pg_temp
    as $$
    select left(encode(sha256(convert_to('version ' || s.salt, 'UTF8')), 'hex'), 12) || '.' || s.folded + (select count(*) from change)
    from cell_state s
    $$;

-- Participants of a program, or (0) of all together, as of now.
create function participation(program int) returns table (enrolled bigint, reporting bigint) language sql stable
    as $$
    select coalesce(sum(n.enrolled), 0)::bigint, coalesce(sum(n.reporting), 0)::bigint
    from (select s.enrolled, s.reporting from standing s where s.program_id = program
          union all
          select c.sign * c.answers[1], c.sign * c.answers[2] from change c where c.kind = 3 and c.program_id = program) n
    $$;

-- One fold at a time, and never while the sheets are made anew.
create function fold_holds() returns boolean language sql volatile
    as $$ select pg_try_advisory_xact_lock(726263422, 0) $$;

-- Takes the oldest changes out of the log; none while another transaction folds.
-- Who takes them puts them into cells in the same transaction; what only counts
-- participants is added up here.
create function fold_take(most int) returns setof change language plpgsql
    security definer set search_path = continuum, pg_temp set enable_seqscan = off
as $$
begin
    if fold_holds() then
        return query
        with gone as (
            delete from change c using (select o.change_id from change o order by o.change_id limit most) oldest
            where c.change_id = oldest.change_id
            returning c.*
        ), counted as (
            update cell_state s set folded = s.folded + n.count
            from (select count(*) from gone) n where n.count > 0
        ), stood as (
            insert into standing as s
            select program_id, sum(sign * answers[1]), sum(sign * answers[2]) from gone where kind = 3 group by program_id order by program_id
            on conflict (program_id) do update set enrolled = s.enrolled + excluded.enrolled, reporting = s.reporting + excluded.reporting
        )
        select * from gone order by change_id;
    end if;
end
$$;

-- The vectors that are there of these cells; lists of equal length.
create function fold_cells(waves int[], versions int[], strata int[])
returns table (wave_id int, version_id int, stratum_id int, vector bytea)
    language sql stable security definer set search_path = continuum, pg_temp set enable_seqscan = off
    as $$
    select wave_id, version_id, stratum_id, c.vector
    from unnest(waves, versions, strata) k (wave_id, version_id, stratum_id) join cell c using (wave_id, version_id, stratum_id)
    $$;

create function fold_transitions(from_waves int[], waves int[], from_versions int[], versions int[], strata int[])
returns table (from_wave_id int, wave_id int, from_version_id int, version_id int, stratum_id int, vector bytea)
    language sql stable security definer set search_path = continuum, pg_temp set enable_seqscan = off
    as $$
    select from_wave_id, wave_id, from_version_id, version_id, stratum_id, t.vector
    from unnest(from_waves, waves, from_versions, versions, strata) k (from_wave_id, wave_id, from_version_id, version_id, stratum_id)
    join transition t using (from_wave_id, wave_id, from_version_id, version_id, stratum_id)
    $$;

-- Stores cells; a vector that is null takes its cell away.
create function fold_put(programs int[], waves int[], versions int[], strata int[], vectors bytea[]) returns void
    language plpgsql security definer set search_path = continuum, pg_temp set enable_seqscan = off
as $$
begin
    if not fold_holds() then
        raise exception 'another transaction folds';
    end if;
    delete from cell c using unnest(waves, versions, strata, vectors) p (wave_id, version_id, stratum_id, vector)
    where p.vector is null and (c.wave_id, c.version_id, c.stratum_id) = (p.wave_id, p.version_id, p.stratum_id);
    insert into cell (program_id, wave_id, version_id, stratum_id, vector)
    select * from unnest(programs, waves, versions, strata, vectors) p (program_id, wave_id, version_id, stratum_id, vector)
    where p.vector is not null order by wave_id, version_id, stratum_id
    on conflict (wave_id, version_id, stratum_id) do update set vector = excluded.vector;
end
$$;

create function fold_put_transitions(programs int[], from_waves int[], waves int[], from_versions int[], versions int[], strata int[],
                                     vectors bytea[]) returns void
    language plpgsql security definer set search_path = continuum, pg_temp set enable_seqscan = off
as $$
begin
    if not fold_holds() then
        raise exception 'another transaction folds';
    end if;
    delete from transition t
    using unnest(from_waves, waves, from_versions, versions, strata, vectors)
          p (from_wave_id, wave_id, from_version_id, version_id, stratum_id, vector)
    where p.vector is null and (t.wave_id, t.version_id, t.from_wave_id, t.from_version_id, t.stratum_id)
                             = (p.wave_id, p.version_id, p.from_wave_id, p.from_version_id, p.stratum_id);
    insert into transition (program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, vector)
    select * from unnest(programs, from_waves, waves, from_versions, versions, strata, vectors)
                  p (program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, vector)
    where p.vector is not null order by wave_id, version_id, from_wave_id, from_version_id, stratum_id
    on conflict (wave_id, version_id, from_wave_id, from_version_id, stratum_id) do update set vector = excluded.vector;
end
$$;

revoke execute on function data_version(), fold_take(int), fold_cells(int[], int[], int[]),
    fold_transitions(int[], int[], int[], int[], int[]), fold_put(int[], int[], int[], int[], bytea[]),
    fold_put_transitions(int[], int[], int[], int[], int[], int[], bytea[]) from public;
grant execute on function data_version(), fold_take(int), fold_cells(int[], int[], int[]),
    fold_transitions(int[], int[], int[], int[], int[]), fold_put(int[], int[], int[], int[], bytea[]),
    fold_put_transitions(int[], int[], int[], int[], int[], int[], bytea[]) to continuum_service;
