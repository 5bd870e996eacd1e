-- What reports ask: cells by stratum, practices by any attribute. The figures that
-- 0006 computed are made from cells now.

drop function staged_cells(text[], text[], text[], text[], text[], jsonb, boolean);
drop function change_cells(text[], text[], text[], jsonb);
drop function measure_cells(text[], text[], text[], text[], text[], jsonb, text[], text[]);
drop function ratio_cells(text[], text[], text[], text[], text[], jsonb, text[]);
drop function completeness_cells(text[], text[], text[], text[], text[], jsonb);
drop function expected_cells(text[], text[], text[], text[], text[], jsonb);
drop function accepted_answers(text[], text[], text[], text[], text[], jsonb);

-- A part of a stratum, by its name.
create function stratum_part(name text, program text, cohort text, attributes jsonb) returns text
    language sql immutable
    as $$ select case name when 'program' then program when 'cohort' then cohort else attributes ->> name end $$;

-- Whether cells tell it: who sees all practices, asking for what strata are made of.
create function kept_by_stratum(strata text[], filter jsonb) returns boolean language sql stable
    as $$
    select all_practices() and not exists (
        select from (select unnest(strata) union all select jsonb_object_keys(filter)) asked (name)
        where name <> all (array['program', 'cohort'])
          and name not in (select attribute from attribute where dimension))
    $$;

-- Strata that pass a filter, by up to three of their parts.
create function stratum_groups(strata text[], filter jsonb)
returns table (stratum_id int, stratum_1 text, stratum_2 text, stratum_3 text) language sql stable
    as $$
    select s.stratum_id, stratum_part(strata[1], p.program, s.cohort, s.attributes),
           stratum_part(strata[2], p.program, s.cohort, s.attributes),
           stratum_part(strata[3], p.program, s.cohort, s.attributes)
    from stratum s join program p using (program_id)
    where not exists (select from jsonb_each(filter) f
                      where coalesce(not f.value ? stratum_part(f.key, p.program, s.cohort, s.attributes), true))
    $$;

-- Practices at waves that pass a filter, by up to three attributes of theirs.
create function practice_strata(strata text[], filter jsonb, waves int[])
returns table (practice_id int, wave_id int, stratum_1 text, stratum_2 text, stratum_3 text) language sql stable
    as $$
    select e.practice_id, w.wave_id, s1.value, s2.value, s3.value
    from wave w
    join program p on p.program_id = w.program_id
    join enrolment e on e.program_id = w.program_id
    join practice pr on pr.practice_id = e.practice_id
    cross join stratum_value(strata[1], p.program, pr.practice, e.cohort, e.practice_id, w.reference_on) s1
    cross join stratum_value(strata[2], p.program, pr.practice, e.cohort, e.practice_id, w.reference_on) s2
    cross join stratum_value(strata[3], p.program, pr.practice, e.cohort, e.practice_id, w.reference_on) s3
    where w.wave_id = any (waves)
      and not exists (
          select from jsonb_each(filter) f
          cross join stratum_value(f.key, p.program, pr.practice, e.cohort, e.practice_id, w.reference_on) v
          where coalesce(not f.value ? v.value, true))
    $$;

-- Where a program first asks for an instrument, in whatever version.
create function first_waves() returns table (wave_id int, version_id int) language sql stable
    as $$
    select b.wave_id, o.version_id
    from (select distinct on (w.program_id, v.instrument_id) w.wave_id, v.instrument_id
          from wave w join wave_instrument wi on wi.wave_id = w.wave_id join instrument_version v using (version_id)
          where w.kind = 'wave'
          order by w.program_id, v.instrument_id, w.position, w.starts_on, w.wave_id) b
    join instrument_version o using (instrument_id)
    $$;

-- Sheets that are not what rows come to; none, or something is broken.
create function sheet_faults() returns table (practice_id int, wave_id int, instrument_id int) language sql stable
    as $$
    select practice_id, wave_id, instrument_id
    from sheet_due(null, null) d full join sheet s using (practice_id, wave_id, instrument_id)
    where (s.program_id, s.version_id, s.stratum_id, s.received, s.in_work, s.answers, s.denominators, s.reasons)
          is distinct from (d.program_id, d.version_id, d.stratum_id, d.received, d.in_work, d.answers, d.denominators, d.reasons)
    order by 1, 2, 3
    $$;
revoke execute on function sheet_faults() from public;
