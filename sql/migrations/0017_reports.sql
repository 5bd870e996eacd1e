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

-- The value of a derived attribute where its source has that one.
create function attribute_derived(attribute int, source_value text) returns table (value text) language sql stable
    as $$
    select r.value from attribute_rule r
    where r.attribute_id = attribute
      and (r.source_value = $2
           or case when $2 ~ '^-?[0-9]+(\.[0-9]+)?$' and r.source_value is null
                   then $2::numeric >= coalesce(r.source_from, '-infinity') and $2::numeric <= coalesce(r.source_to, 'infinity') end)
    order by r.source_from limit 1
    $$;

-- What practices are by an attribute, or by what every enrolment has: from one day to
-- before another, in a program or (null) in all.
create function practice_values(dimension text)
returns table (practice_id int, program_id int, since date, until date, value text) language sql stable
    as $$
    select e.practice_id, e.program_id, '-infinity'::date, 'infinity'::date,
           case $1 when 'program' then p.program when 'practice' then pr.practice else e.cohort end
    from enrolment e join program p using (program_id) join practice pr using (practice_id)
    where $1 in ('program', 'practice', 'cohort')
    union all
    select h.practice_id, null, h.since, h.until, case when a.source_id is null then h.value else r.value end
    from attribute a
    cross join lateral (
        select pa.practice_id, pa.valid_from as since, pa.value,
               lead(pa.valid_from, 1, 'infinity') over (partition by pa.practice_id order by pa.valid_from) as until
        from practice_attribute pa where pa.attribute_id = coalesce(a.source_id, a.attribute_id)
    ) h
    left join lateral (select v.value from attribute_derived(a.attribute_id, h.value) v) r on a.source_id is not null
    where a.attribute = $1
    $$;
create index on practice_attribute (attribute_id, practice_id, valid_from);

-- Practices at waves that pass a filter.
create function practices_passing(filter jsonb, waves int[]) returns table (practice_id int, wave_id int) language sql stable
    as $$
    select v.practice_id, w.wave_id
    from jsonb_each(filter) f
    cross join lateral practice_values(f.key) v
    join wave w on w.wave_id = any (waves) and (v.program_id is null or v.program_id = w.program_id)
               and v.since <= w.reference_on and w.reference_on < v.until
    where f.value ? v.value
    group by v.practice_id, w.wave_id
    having count(*) = (select count(*) from jsonb_object_keys(filter))
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

-- Participants that are not what rows come to, and counts that are not of them: of a program, or (0) of all.
create function participant_faults() returns table (practice_id int, program_id int) language sql stable
    as $$
    select practice_id, program_id
    from participant_due(array(select distinct e.practice_id from enrolment e)) d full join participant p using (practice_id, program_id)
    where (p.enrolled, p.reporting) is distinct from (d.enrolled, d.reporting)
    union all
    select null, program_id
    from (select program_id from standing union select program_id from standing_due() union select program_id from change where kind = 3) k
    left join standing_due() d using (program_id) cross join participation(program_id) n
    where (n.enrolled, n.reporting) <> (coalesce(d.enrolled, 0), coalesce(d.reporting, 0))
    order by 1, 2
    $$;

-- All of these faults, in words; and what is of another program than its wave.
create function kept_faults() returns setof text language sql stable
    as $$
    select format('the sheet of practice %s at wave %s, instrument %s, is not what its submissions say', practice_id, wave_id, instrument_id)
    from sheet_faults()
    union all
    select case when practice_id is null then format('the participants of program %s are counted wrong', program_id)
                else format('practice %s in program %s is not the participant that rows make it', practice_id, program_id) end
    from participant_faults()
    union all
    select format('%s of wave %s is of another program', t.kind, wave_id)
    from (select 'a cell' as kind, wave_id, program_id from cell
          union all select 'a transition', wave_id, program_id from transition
          union all select 'a change', wave_id, program_id from change where kind in (1, 2)) t
    join wave w using (wave_id) where w.program_id <> t.program_id
    $$;
revoke execute on function sheet_faults(), participant_faults(), kept_faults() from public;

-- Whether what a report was asked for exists: every fault at once, with what
-- would be allowed.
create or replace function scope_faults(report text, at_or_above int, programs text[], instruments text[], versions text[], waves text[], items text[],
                             strata text[], compare text, filter jsonb)
returns table (parameter text, code text, detail text)
language sql stable as $$
    select 'program', 'unknown_program', x || ' is not a program that this key sees; there are: ' ||
           coalesce((select string_agg(program, ', ' order by program) from program), 'none')
    from unnest(programs) x where x not in (select program from program)
    union all
    select 'instrument', 'unknown_instrument', x || ' is not known; there are: ' ||
           (select string_agg(instrument, ', ' order by instrument) from instrument)
    from unnest(instruments) x where x not in (select instrument from instrument)
    union all
    select 'version', 'unknown_version', x || ' is not a version of it'
    from unnest(versions) x
    where x not in (select v.version from instrument_version v join instrument i using (instrument_id)
                    where instruments is null or i.instrument = any (instruments))
    union all
    select 'wave', 'unknown_wave', x || ' is not a wave; there are: ' ||
           coalesce((select string_agg(distinct wave, ', ') from wave), 'none')
    from unnest(waves) x
    where x not in (select w.wave from wave w join program p using (program_id)
                    where programs is null or p.program = any (programs))
    union all
    select 'instrument', 'not_allowed', x || ' has no stages or levels'
    from unnest(instruments) x
    where report in ('framework_report', 'progress_report', 'factors_report') and x in (select instrument from instrument)
      and x not in (select a.instrument from asked_items(instruments, null, array['stage', 'level']) a)
    union all
    select 'instrument', 'not_allowed', x || ' is not of staffing'
    from unnest(instruments) x join instrument i on i.instrument = x
    where report = 'staffing_report' and i.kind <> 'staffing'
    union all
    select 'at_or_above', 'too_large', 'is above every level of the instrument'
    where at_or_above > (select max(l.level) from asked_items(instruments, null, array['stage', 'level']) a
                         join scale_level l using (scale_id))
    union all
    select 'item', 'unknown_item', x || ' is not an item of the instruments asked for'
    from unnest(items) x
    where x not in (select t.item from item t join instrument_version v using (version_id)
                    join instrument i using (instrument_id)
                    where instruments is null or i.instrument = any (instruments))
    union all
    select s.parameter, 'unknown_attribute', s.name || ' is not known; there are: program, practice, cohort, ' ||
           (select string_agg(attribute, ', ' order by attribute) from attribute)
    from (select 'strata' as parameter, unnest(strata) as name union all select 'compare', compare where compare is not null) s
    where s.name <> all (array['program', 'practice', 'cohort']) and s.name not in (select attribute from attribute)
    union all
    select 'strata', 'repeated', x || ' is there twice' from unnest(strata) x group by x having count(*) > 1
    union all
    select 'compare', 'repeated', 'is among the strata' where compare = any (strata)
    union all
    select 'strata', 'too_many', 'at most three are taken, with what is compared'
    where cardinality(strata) + (compare is not null)::int > 3
    union all
    select 'filter', 'unknown_attribute', k || ' is not known; there are: program, practice, cohort, ' ||
           (select string_agg(attribute, ', ' order by attribute) from attribute)
    from jsonb_object_keys(filter) k
    where k <> all (array['program', 'practice', 'cohort']) and k not in (select attribute from attribute)
    union all
    select 'filter', 'unknown_value', v || ' is not a value of ' || a.attribute || '; there are: ' ||
           (select string_agg(o.value, ', ' order by o.position) from attribute_value o where o.attribute_id = a.attribute_id)
    from jsonb_each(filter) f join attribute a on a.attribute = f.key, jsonb_array_elements_text(f.value) v
    where a.kind = 'choice'
      and v not in (select o.value from attribute_value o where o.attribute_id = a.attribute_id)
    union all
    select 'filter', f.fault ->> 'code', v || ' ' || (f.fault ->> 'detail')
    from jsonb_each(filter) e join attribute a on a.attribute = e.key, jsonb_array_elements_text(e.value) v,
         lateral attribute_fault('', a.attribute_id, v) f (fault)
    where a.kind <> 'choice' and f.fault is not null
    union all
    select 'filter', 'unknown_program', v || ' is not a program that this key sees'
    from jsonb_array_elements_text(filter -> 'program') v where v not in (select program from program)
    union all
    select 'filter', 'unknown_practice', v || ' is not a practice that this key sees'
    from jsonb_array_elements_text(filter -> 'practice') v where v not in (select practice from practice)
$$;
