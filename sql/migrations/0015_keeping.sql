-- How sheets are kept: triggers compare what changed rows come to (sheet_due,
-- sheet_heard) with what is there, and log the difference. All of it happens in
-- the transaction that writes. Who computes a sheet holds its lock and looks only
-- afterwards, in a new statement, so that of two writers the second sees the first.

-- Submissions lock their practices, in order, in the one trigger that computes
-- anything (submission_heard); so they never wait for each other in a circle. One of
-- very many practices, and every change of the registry, which may fire several
-- triggers, takes the lock of all instead. practices: null for all.
create function sheet_lock(practices int[]) returns void language plpgsql
as $$
declare
    practice int;
begin
    if practices is null or cardinality(practices) > 1000 then
        perform pg_advisory_xact_lock(726263420, 0);
        return;
    end if;
    perform pg_advisory_xact_lock_shared(726263420, 0);
    foreach practice in array practices loop
        perform pg_advisory_xact_lock(726263421, practice);
    end loop;
end
$$;

-- Notes that something has changed which is not in a sheet.
create function change_tick() returns void language sql
    as $$ insert into change (kind) values (0) $$;

-- What becomes of a sheet; null where there is none, before or after.
create type sheet_change as (former sheet, fresh sheet);

-- The pairs of answers in which these sheets stand; lists of equal length.
create function sheet_pairs(practices int[], waves int[], instruments int[])
returns table (program_id int, from_wave_id int, wave_id int, from_version_id int, version_id int, stratum_id int,
               from_answers bigint[], answers bigint[])
language sql stable as $$
    with paired as (
        select k.practice_id, p.instrument_id, p.from_wave_id, p.wave_id, p.program_id
        from unnest(practices, waves, instruments) k (practice_id, wave_id, instrument_id)
        join wave_pair p on p.wave_id = k.wave_id and p.instrument_id = k.instrument_id
        union
        select k.practice_id, p.instrument_id, p.from_wave_id, p.wave_id, p.program_id
        from unnest(practices, waves, instruments) k (practice_id, wave_id, instrument_id)
        join wave_pair p on p.from_wave_id = k.wave_id and p.instrument_id = k.instrument_id
    )
    select p.program_id, p.from_wave_id, p.wave_id, coalesce(f.version_id, l.version_id), coalesce(l.version_id, f.version_id),
           coalesce(l.stratum_id, f.stratum_id), f.answers, l.answers
    from paired p
    left join sheet f on f.practice_id = p.practice_id and f.wave_id = p.from_wave_id and f.instrument_id = p.instrument_id
    left join sheet l on l.practice_id = p.practice_id and l.wave_id = p.wave_id and l.instrument_id = p.instrument_id
    where f.received or l.received
$$;

-- The same of whole wave pairs: of all practices that have a sheet in one.
create function wave_pair_sheets(pairs wave_pair[])
returns table (program_id int, from_wave_id int, wave_id int, from_version_id int, version_id int, stratum_id int,
               from_answers bigint[], answers bigint[])
language sql stable as $$
    select p.program_id, p.from_wave_id, p.wave_id, coalesce(s.from_version_id, s.version_id), coalesce(s.version_id, s.from_version_id),
           coalesce(s.stratum_id, s.from_stratum_id), s.from_answers, s.answers
    from unnest(pairs) p
    cross join lateral (
        select f.version_id, l.version_id, f.stratum_id, l.stratum_id, f.answers, l.answers, f.received or l.received
        from (select * from sheet s where s.wave_id = p.from_wave_id and s.instrument_id = p.instrument_id) f
        full join (select * from sheet s where s.wave_id = p.wave_id and s.instrument_id = p.instrument_id) l using (practice_id)
    ) s (from_version_id, version_id, from_stratum_id, stratum_id, from_answers, answers, received)
    where s.received
$$;

-- Strata that are still missing, for these practices; null for all. Only under the
-- lock of all, so that nobody else makes the same.
create function stratum_make(practices int[]) returns void language sql
    as $$
    insert into stratum (program_id, cohort, attributes)
    select distinct p.program_id, p.cohort, p.attributes from placement(practices) p
    where p.stratum_id is null
      and exists (select from wave w where w.program_id = p.program_id and w.reference_on >= p.since and w.reference_on < p.until)
    order by 1, 2, 3
    $$;

-- Makes sheets of what they were what they are now, set-wise; one costs a few
-- look-ups by primary key.
create function sheet_apply(changes sheet_change[]) returns void language plpgsql
as $$
declare
    moment constant timestamptz := clock_timestamp();
    practices int[];
    waves int[];
    instruments int[];
begin
    -- Whether somebody waits to be heard is in no pair.
    select array_agg(coalesce((c.former).practice_id, (c.fresh).practice_id)), array_agg(coalesce((c.former).wave_id, (c.fresh).wave_id)),
           array_agg(coalesce((c.former).instrument_id, (c.fresh).instrument_id))
    into practices, waves, instruments
    from unnest(changes) c
    where ((c.former).version_id, (c.former).stratum_id, (c.former).received, (c.former).answers)
          is distinct from ((c.fresh).version_id, (c.fresh).stratum_id, (c.fresh).received, (c.fresh).answers);

    insert into change (kind, sign, program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons)
    select 1, -1, (c.former).program_id, (c.former).wave_id, (c.former).version_id, (c.former).stratum_id, (c.former).received,
           (c.former).in_work, (c.former).answers, (c.former).denominators, (c.former).reasons
    from unnest(changes) c where (c.former).practice_id is not null;
    if practices is not null then
        insert into change (kind, sign, program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers)
        select 2, -1, p.* from sheet_pairs(practices, waves, instruments) p;
    end if;

    insert into sheet_past select (c.former).*, moment from unnest(changes) c where (c.former).practice_id is not null;
    delete from sheet s using unnest(changes) c
    where (c.fresh).practice_id is null and s.practice_id = (c.former).practice_id and s.wave_id = (c.former).wave_id
      and s.instrument_id = (c.former).instrument_id;
    insert into sheet (practice_id, wave_id, instrument_id, program_id, version_id, stratum_id, received, in_work, answers,
                       denominators, reasons, since)
    select (c.fresh).practice_id, (c.fresh).wave_id, (c.fresh).instrument_id, (c.fresh).program_id, (c.fresh).version_id,
           (c.fresh).stratum_id, (c.fresh).received, (c.fresh).in_work, (c.fresh).answers, (c.fresh).denominators,
           (c.fresh).reasons, moment
    from unnest(changes) c where (c.fresh).practice_id is not null
    on conflict (practice_id, wave_id, instrument_id) do update
    set program_id = excluded.program_id, version_id = excluded.version_id, stratum_id = excluded.stratum_id,
        received = excluded.received, in_work = excluded.in_work, answers = excluded.answers,
        denominators = excluded.denominators, reasons = excluded.reasons, since = excluded.since;

    insert into change (kind, sign, program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons)
    select 1, 1, (c.fresh).program_id, (c.fresh).wave_id, (c.fresh).version_id, (c.fresh).stratum_id, (c.fresh).received,
           (c.fresh).in_work, (c.fresh).answers, (c.fresh).denominators, (c.fresh).reasons
    from unnest(changes) c where (c.fresh).practice_id is not null;
    if practices is not null then
        insert into change (kind, sign, program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers)
        select 2, 1, p.* from sheet_pairs(practices, waves, instruments) p;
    end if;
end
$$;

-- Sheets of these waves (null: of all) as they follow from rows. A part of the
-- practices at a time, since changes are held in memory.
create function sheet_refresh(practices int[], waves int[]) returns void language plpgsql
    set plan_cache_mode = force_custom_plan set enable_nestloop = on set jit = off
as $$
declare
    part int[];
    changes sheet_change[];
begin
    for place in 1 .. coalesce(cardinality(practices), 0) by 500 loop
        part := practices[place : place + 499];
        perform stratum_make(part);
        select array_agg(row (s.held,
                              case when d.practice_id is not null then
                                  row (d.practice_id, d.wave_id, d.instrument_id, d.program_id, d.version_id, d.stratum_id, d.received,
                                       d.in_work, d.answers, d.denominators, d.reasons, null)::sheet end)::sheet_change)
        into changes
        from sheet_due(part, waves) d
        full join (select o as held, o.* from sheet o where o.practice_id = any (part) and (waves is null or o.wave_id = any (waves))) s
            using (practice_id, wave_id, instrument_id)
        where (s.program_id, s.version_id, s.stratum_id, s.received, s.in_work, s.answers, s.denominators, s.reasons)
              is distinct from (d.program_id, d.version_id, d.stratum_id, d.received, d.in_work, d.answers, d.denominators, d.reasons);
        if changes is not null then
            perform sheet_apply(changes);
        end if;
    end loop;
end
$$;

-- Participants as they follow from rows; what has become of how many is logged by
-- program, and for all programs together, where who is in several counts once.
create function participant_keep(practices int[]) returns void language sql
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off
    as $$
    with moved as materialized (
        select practice_id, program_id, d.practice_id is null as gone, coalesce(p.enrolled, false) as was_enrolled,
               coalesce(p.reporting, false) as was_reporting, coalesce(d.enrolled, false) as enrolled, coalesce(d.reporting, false) as reporting
        from participant_due(practices) d
        full join (select * from participant where practice_id = any (practices)) p using (practice_id, program_id)
    ), taken as (
        delete from participant p using moved m where m.gone and (p.practice_id, p.program_id) = (m.practice_id, m.program_id)
    ), made as (
        insert into participant as p select practice_id, program_id, enrolled, reporting from moved where not gone
        on conflict (practice_id, program_id) do update set enrolled = excluded.enrolled, reporting = excluded.reporting
        where (p.enrolled, p.reporting) <> (excluded.enrolled, excluded.reporting)
    )
    insert into change (kind, sign, program_id, answers)
    select 3, 1, program_id, array[enrolled, reporting]
    from (select program_id, sum(enrolled::int - was_enrolled::int) as enrolled, sum(reporting::int - was_reporting::int) as reporting
          from moved group by program_id
          union all
          select 0, sum(enrolled::int - was_enrolled::int), sum(reporting::int - was_reporting::int)
          from (select bool_or(enrolled) as enrolled, bool_or(was_enrolled) as was_enrolled, bool_or(reporting) as reporting,
                       bool_or(was_reporting) as was_reporting
                from moved group by practice_id) once) n
    where (enrolled, reporting) <> (0, 0)
    $$;

-- A submission counts, waits or goes: the sheet is there already, or the practice
-- is not expected and nothing counts. Neither strata nor who is expected change.
create function submission_heard() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = on set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
    waiting constant text[] := '{draft,submitted,returned}';
    practices int[];
    waves int[];
    versions int[];
    programs int[];
    counts boolean;
    changes sheet_change[];
    changed boolean := false;
begin
    if tg_op = 'INSERT' then
        select array_agg(n.practice_id), array_agg(n.wave_id), array_agg(n.version_id), array_agg(n.program_id), bool_or(n.status = 'accepted')
        into practices, waves, versions, programs, counts
        from came n where n.status = 'accepted' or n.status = any (waiting);
    elsif tg_op = 'DELETE' then
        select array_agg(o.practice_id), array_agg(o.wave_id), array_agg(o.version_id), array_agg(o.program_id), bool_or(o.status = 'accepted')
        into practices, waves, versions, programs, counts
        from gone o where o.status = 'accepted' or o.status = any (waiting);
    else
        select array_agg(practice_id), array_agg(k.wave_id), array_agg(k.version_id), array_agg(k.program_id), bool_or(k.status = 'accepted')
        into practices, waves, versions, programs, counts
        from gone o full join came n using (practice_id, submission)
        cross join lateral (values (o.wave_id, o.version_id, o.program_id, o.status), (n.wave_id, n.version_id, n.program_id, n.status))
            k (wave_id, version_id, program_id, status)
        where (k.status = 'accepted' or k.status = any (waiting))
          -- It waits as before, or another waits instead: that one was inserted by this statement, and is heard then.
          and coalesce(not (o.status = any (waiting) and (n.wave_id, n.version_id) = (o.wave_id, o.version_id)
                            and (n.status = any (waiting) or n.status = 'superseded' and exists (
                                 select from submission w
                                 where w.practice_id = o.practice_id and w.wave_id = o.wave_id and w.version_id = o.version_id
                                   and w.respondent = o.respondent and w.status in ('draft', 'submitted', 'returned')))), true);
    end if;
    if practices is null then
        return null;
    end if;
    perform sheet_lock(array(select distinct p from unnest(practices) p order by p));
    for place in 1 .. cardinality(practices) by 1000 loop
        select array_agg(row (s, row (s.practice_id, s.wave_id, s.instrument_id, s.program_id, h.version_id, s.stratum_id, h.received,
                                      h.in_work, h.answers, h.denominators, h.reasons, null)::sheet)::sheet_change)
        into changes
        from (select distinct k.practice_id, k.wave_id, v.instrument_id
              from unnest(practices[place : place + 999], waves[place : place + 999], versions[place : place + 999])
                   k (practice_id, wave_id, version_id)
              join instrument_version v using (version_id)) k
        join sheet s using (practice_id, wave_id, instrument_id)
        cross join lateral (
            select array_agg(v.version_id order by v.published_on desc nulls last, v.version desc) as versions
            from wave_instrument wi join instrument_version v using (version_id)
            where wi.wave_id = s.wave_id and v.instrument_id = s.instrument_id) a
        cross join lateral sheet_heard(s.practice_id, s.wave_id, a.versions) h
        where (s.version_id, s.received, s.in_work, s.answers, s.denominators, s.reasons)
              is distinct from (h.version_id, h.received, h.in_work, h.answers, h.denominators, h.reasons);
        if changes is not null then
            perform sheet_apply(changes);
            changed := true;
        end if;
    end loop;
    if counts then
        -- Whoever reports, expected or not. Seldom anybody begins or ceases to.
        practices := array(
            select distinct k.practice_id
            from unnest(practices, programs) k (practice_id, program_id) join participant p using (practice_id, program_id)
            where p.enrolled and p.reporting <> exists (
                select from submission s
                where s.practice_id = k.practice_id and s.program_id = k.program_id and s.status = 'accepted'));
        if cardinality(practices) > 0 then
            perform participant_keep(practices);
        elsif not changed then
            perform change_tick(); -- the same, but later
        end if;
    end if;
    return null;
end
$$;
