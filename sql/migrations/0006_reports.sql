-- The cells that reports are made of, from rows: who was expected, who
-- answered, and the sums and counts of what they said, by wave and strata.
-- Reports turn cells into figures and never look at rows themselves.

-- The accepted answers of a population, one a practice, wave and item. Where
-- several respondents answered, a staged item counts the lower median of
-- theirs and a number their mean; where a wave asks for two versions, the
-- later one counts.
create function accepted_answers(programs text[], instruments text[], versions text[], waves text[],
                                 strata text[], filter jsonb)
returns table (program_id int, practice_id int, wave_id int, wave text, wave_position int, version_id int,
               instrument text, stratum_1 text, stratum_2 text, stratum_3 text, "position" int, domain text, item text,
               answer numeric, denominator numeric)
language sql stable as $$
    -- Materialized, so that strata are looked up once a practice and wave, not once an answer.
    with people as materialized (
        select * from population(programs, instruments, versions, waves, strata, filter)
    )
    select distinct on (p.program_id, p.practice_id, p.wave_id, p.instrument, i.item)
           p.program_id, p.practice_id, p.wave_id, p.wave, p.wave_position, p.version_id, p.instrument,
           p.stratum_1, p.stratum_2, p.stratum_3, i.position, i.domain, i.item,
           case when count(*) = 1 then max(s.answers[i.position]) / 10.0 ^ i.decimals
                when i.scale_id is not null then percentile_disc(0.5) within group (order by s.answers[i.position])
                else avg(s.answers[i.position]) / 10.0 ^ i.decimals end,
           case when count(*) = 1 then max(s.denominators[i.position]) else avg(s.denominators[i.position]) end
    from people p
    join submission s on s.practice_id = p.practice_id and s.wave_id = p.wave_id
                     and s.version_id = p.version_id and s.status = 'accepted'
    join item i on i.version_id = p.version_id and s.answers[i.position] is not null
    group by p.program_id, p.practice_id, p.wave_id, p.wave, p.wave_position, p.version_id, p.version, p.published_on,
             p.instrument, p.stratum_1, p.stratum_2, p.stratum_3, i.position, i.domain, i.item, i.decimals, i.scale_id
    order by p.program_id, p.practice_id, p.wave_id, p.instrument, i.item, p.published_on desc nulls last, p.version desc
$$;

-- Practices expected, by wave, instrument and strata.
create function expected_cells(programs text[], instruments text[], versions text[], waves text[],
                               strata text[], filter jsonb)
returns table (wave text, wave_position int, instrument text, stratum_1 text, stratum_2 text, stratum_3 text,
               expected bigint)
language sql stable as $$
    with people as materialized (
        select distinct wave, wave_position, instrument, stratum_1, stratum_2, stratum_3, program_id, practice_id
        from population(programs, instruments, versions, waves, strata, filter)
    )
    select wave, min(wave_position), instrument, stratum_1, stratum_2, stratum_3, count(*)
    from people
    group by wave, instrument, stratum_1, stratum_2, stratum_3
$$;

-- What is asked: the items of the chosen versions, one row an item of an instrument.
create function asked_items(instruments text[], versions text[], kinds text[])
returns table (instrument text, instrument_kind text, "position" int, domain text, domain_position int, domain_name text,
               item text, label text, kind text, unit text, scale_id int)
language sql stable as $$
    select distinct on (i.instrument, t.item) i.instrument, i.kind, t.position, t.domain, d.position, d.name, t.item,
           t.label, t.kind, t.unit, t.scale_id
    from item t
    join instrument_domain d using (version_id, domain)
    join instrument_version v using (version_id)
    join instrument i using (instrument_id)
    where (instruments is null or i.instrument = any (instruments))
      and (versions is null or v.version = any (versions))
      and t.kind = any (kinds)
    order by i.instrument, t.item, v.published_on desc nulls last, v.version desc
$$;

-- Staged items: one row a level of each item (or domain), wave and stratum.
-- By domain, a level counts ratings and the mean is that of practices, each
-- with the mean of its components.
create function staged_cells(programs text[], instruments text[], versions text[], waves text[], strata text[],
                             filter jsonb, by_domain boolean)
returns table (wave text, wave_position int, instrument text, domain text, item text, label text,
               stratum_1 text, stratum_2 text, stratum_3 text, "position" int, scale_id int, level int, level_label text,
               expected bigint, n bigint, count bigint, mean float8,
               variance float8, median float8)
language sql stable as $$
    with asked as (
        select distinct a.instrument, a.domain, case when not by_domain then a.item end as item,
               case when by_domain then a.domain_name else a.label end as label,
               case when by_domain then a.domain_position * 1000 else a.domain_position * 1000 + a.position end as place,
               a.scale_id
        from asked_items(instruments, versions, array['stage', 'level']) a
    ), answered as (
        -- An item stands in the domain of its latest version.
        select a.wave, a.instrument, k.domain, a.stratum_1, a.stratum_2, a.stratum_3, a.program_id, a.practice_id, a.answer, k.scale_id,
               case when not by_domain then a.item end as subject
        from accepted_answers(programs, instruments, versions, waves, strata, filter) a
        join asked_items(instruments, versions, array['stage', 'level']) k using (instrument, item)
    ), scored as (
        select wave, instrument, domain, subject, scale_id, stratum_1, stratum_2, stratum_3, program_id, practice_id,
               avg(answer) as score
        from answered
        group by wave, instrument, domain, subject, scale_id, stratum_1, stratum_2, stratum_3, program_id, practice_id
    ), summed as (
        select wave, instrument, domain, subject, scale_id, stratum_1, stratum_2, stratum_3, count(*) as n,
               avg(score)::float8 as mean, var_samp(score)::float8 as variance,
               percentile_cont(0.5) within group (order by score::float8) as median
        from scored group by wave, instrument, domain, subject, scale_id, stratum_1, stratum_2, stratum_3
    ), counted as (
        select wave, instrument, domain, subject, scale_id, stratum_1, stratum_2, stratum_3, answer, count(*) as count
        from answered group by wave, instrument, domain, subject, scale_id, stratum_1, stratum_2, stratum_3, answer
    )
    select e.wave, e.wave_position, e.instrument, k.domain, k.item, k.label, e.stratum_1, e.stratum_2, e.stratum_3,
           k.place, k.scale_id, l.level, l.label, e.expected, coalesce(s.n, 0), coalesce(c.count, 0), s.mean, s.variance, s.median
    from expected_cells(programs, instruments, versions, waves, strata, filter) e
    join asked k using (instrument)
    join scale_level l using (scale_id)
    left join summed s on (s.wave, s.instrument, s.domain, s.scale_id) = (e.wave, e.instrument, k.domain, k.scale_id)
         and (s.subject, s.stratum_1, s.stratum_2, s.stratum_3)
             is not distinct from (k.item, e.stratum_1, e.stratum_2, e.stratum_3)
    left join counted c on (c.wave, c.instrument, c.domain, c.scale_id) = (e.wave, e.instrument, k.domain, k.scale_id)
         and (c.subject, c.stratum_1, c.stratum_2, c.stratum_3, c.answer)
             is not distinct from (k.item, e.stratum_1, e.stratum_2, e.stratum_3, l.level::numeric)
$$;

-- Change of the domain means of practices from their program's first wave to
-- each later one, over practices seen in both.
create function change_cells(programs text[], instruments text[], versions text[], filter jsonb)
returns table (wave text, wave_position int, instrument text, domain text, label text, expected bigint, n bigint,
               mean float8, variance float8, improved bigint, same bigint, declined bigint)
language sql stable as $$
    with asked as (
        select instrument, domain, min(domain_name) as label
        from asked_items(instruments, versions, array['stage', 'level']) group by instrument, domain
    ), scored as (
        select a.program_id, a.practice_id, a.instrument, k.domain, a.wave, a.wave_position, avg(a.answer) as score
        from accepted_answers(programs, instruments, versions, null, array[]::text[], filter) a
        join asked_items(instruments, versions, array['stage', 'level']) k using (instrument, item)
        group by a.program_id, a.practice_id, a.instrument, k.domain, a.wave, a.wave_position
    ), first_wave as (
        select distinct on (w.program_id, i.instrument) w.program_id, i.instrument, w.position, w.wave
        from wave w join wave_instrument wi on wi.wave_id = w.wave_id
        join instrument_version v using (version_id) join instrument i using (instrument_id)
        join program p on p.program_id = w.program_id
        where programs is null or p.program = any (programs)
        order by w.program_id, i.instrument, w.position, w.starts_on, w.wave
    ), compared as (
        select s.wave, s.instrument, s.domain, s.wave_position > b.position as later,
               s.score - max(s.score) filter (where s.wave = b.wave)
                   over (partition by s.program_id, s.practice_id, s.instrument, s.domain) as change
        from scored s join first_wave b using (program_id, instrument)
    ), moved as (
        select wave, instrument, domain, change from compared where later and change is not null
    )
    select e.wave, e.wave_position, e.instrument, k.domain, k.label, e.expected, count(m.change),
           avg(m.change)::float8, var_samp(m.change)::float8, count(*) filter (where m.change > 0), count(*) filter (where m.change = 0),
           count(*) filter (where m.change < 0)
    from expected_cells(programs, instruments, versions, null, array[]::text[], filter) e
    join asked k using (instrument)
    left join moved m on (m.wave, m.instrument, m.domain) = (e.wave, e.instrument, k.domain)
    where exists (select from first_wave b where b.instrument = e.instrument and b.position < e.wave_position)
    group by e.wave, e.wave_position, e.instrument, k.domain, k.label, e.expected
$$;

-- Sums are of numeric, not of floating point: the same whatever the order of rows.
-- Rates and numbers: sums over practices, and the spread of the practices' own
-- values. The value of a rate is in percent.
create function measure_cells(programs text[], instruments text[], versions text[], waves text[], strata text[],
                              filter jsonb, items text[], kinds text[])
returns table (wave text, wave_position int, instrument text, domain text, item text, label text, kind text, unit text,
               stratum_1 text, stratum_2 text, stratum_3 text, "position" int, expected bigint, n bigint,
               total numeric, denominator numeric, mean float8, variance float8, median float8, lowest float8, highest float8)
language sql stable as $$
    with asked as (
        select * from asked_items(instruments, versions, array['rate', 'score', 'count', 'number', 'money', 'hours', 'fte'])
        where (items is null or item = any (items)) and (kinds is null or instrument_kind = any (kinds))
    ), answered as (
        select a.*, k.kind,
               case when k.kind = 'rate' then 100 * a.answer / nullif(a.denominator, 0) else a.answer end as value
        from accepted_answers(programs, instruments, versions, waves, strata, filter) a
        join asked k using (instrument, item)
    ), summed as (
        select wave, instrument, item, stratum_1, stratum_2, stratum_3, count(value) as n,
               sum(answer) filter (where value is not null) as total,
               sum(denominator) filter (where value is not null) as denominator,
               avg(value)::float8 as mean, var_samp(value)::float8 as variance,
               percentile_cont(0.5) within group (order by value::float8) as median,
               min(value)::float8 as lowest, max(value)::float8 as highest
        from answered group by wave, instrument, item, stratum_1, stratum_2, stratum_3
    )
    select e.wave, e.wave_position, e.instrument, k.domain, k.item, k.label, k.kind, k.unit, e.stratum_1, e.stratum_2,
           e.stratum_3, k.domain_position * 1000 + k.position, e.expected, coalesce(s.n, 0), s.total, s.denominator,
           s.mean, s.variance, s.median, s.lowest, s.highest
    from expected_cells(programs, instruments, versions, waves, strata, filter) e
    join asked k using (instrument)
    left join summed s on (s.wave, s.instrument, s.item) = (e.wave, e.instrument, k.item)
         and (s.stratum_1, s.stratum_2, s.stratum_3) is not distinct from (e.stratum_1, e.stratum_2, e.stratum_3)
$$;

-- The ratios that instruments define: pooled, and spread over practices.
create function ratio_cells(programs text[], instruments text[], versions text[], waves text[], strata text[],
                            filter jsonb, kinds text[])
returns table (wave text, wave_position int, instrument text, item text, label text, stratum_1 text, stratum_2 text,
               stratum_3 text, expected bigint, n bigint, total numeric, denominator numeric, mean float8,
               variance float8, median float8, lowest float8, highest float8)
language sql stable as $$
    with asked as (
        select distinct i.instrument, r.ratio, r.numerator_item, r.denominator_item, r.label
        from ratio r join instrument_version v using (version_id) join instrument i using (instrument_id)
        where (instruments is null or i.instrument = any (instruments))
          and (versions is null or v.version = any (versions))
          and (kinds is null or i.kind = any (kinds))
    ), answers as materialized (
        select * from accepted_answers(programs, instruments, versions, waves, strata, filter)
    ), answered as (
        select a.wave, a.instrument, k.ratio, a.stratum_1, a.stratum_2, a.stratum_3, a.answer, d.answer as below,
               a.answer / nullif(d.answer, 0) as value
        from answers a
        join asked k on k.instrument = a.instrument and k.numerator_item = a.item
        join answers d on (d.program_id, d.practice_id, d.wave_id, d.version_id, d.item)
                        = (a.program_id, a.practice_id, a.wave_id, a.version_id, k.denominator_item)
    ), summed as (
        select wave, instrument, ratio, stratum_1, stratum_2, stratum_3, count(value) as n,
               sum(answer) filter (where value is not null) as total,
               sum(below) filter (where value is not null) as denominator,
               avg(value)::float8 as mean, var_samp(value)::float8 as variance,
               percentile_cont(0.5) within group (order by value::float8) as median,
               min(value)::float8 as lowest, max(value)::float8 as highest
        from answered group by wave, instrument, ratio, stratum_1, stratum_2, stratum_3
    )
    select e.wave, e.wave_position, e.instrument, k.ratio, k.label, e.stratum_1, e.stratum_2, e.stratum_3, e.expected,
           coalesce(s.n, 0), s.total, s.denominator, s.mean, s.variance, s.median, s.lowest, s.highest
    from expected_cells(programs, instruments, versions, waves, strata, filter) e
    join asked k using (instrument)
    left join summed s on (s.wave, s.instrument, s.ratio) = (e.wave, e.instrument, k.ratio)
         and (s.stratum_1, s.stratum_2, s.stratum_3) is not distinct from (e.stratum_1, e.stratum_2, e.stratum_3)
$$;

-- Expected against received, and why answers are missing.
create function completeness_cells(programs text[], instruments text[], versions text[], waves text[], strata text[],
                                   filter jsonb)
returns table (wave text, wave_position int, instrument text, stratum_1 text, stratum_2 text, stratum_3 text,
               measure text, level_label text, "position" int, expected bigint, count bigint)
language sql stable as $$
    with people as materialized (
        select * from population(programs, instruments, versions, waves, strata, filter)
    ), sheets as materialized (
        select p.wave, p.instrument, p.stratum_1, p.stratum_2, p.stratum_3, p.program_id, p.practice_id, s.status,
               s.answers, s.texts, s.reasons, s.version_id
        from people p
        join submission s on s.practice_id = p.practice_id and s.wave_id = p.wave_id and s.version_id = p.version_id
        where s.status in ('accepted', 'draft', 'submitted', 'returned')
    ), expected as (
        select wave, min(wave_position) as wave_position, instrument, stratum_1, stratum_2, stratum_3,
               count(distinct (program_id, practice_id)) as expected
        from people group by wave, instrument, stratum_1, stratum_2, stratum_3
    ), received as (
        select wave, instrument, stratum_1, stratum_2, stratum_3,
               count(distinct (program_id, practice_id)) filter (where status = 'accepted') as received,
               count(distinct (program_id, practice_id)) filter (where status <> 'accepted') as in_work
        from sheets group by wave, instrument, stratum_1, stratum_2, stratum_3
    ), missing as (
        select s.wave, s.instrument, s.stratum_1, s.stratum_2, s.stratum_3,
               coalesce(m.reason, 'no_reason_given') as reason, coalesce(m.reason_id, 99) as place, count(*) as count
        from sheets s
        join item i on i.version_id = s.version_id
        left join missing_reason m on m.reason_id = s.reasons[i.position]
        where s.status = 'accepted' and s.answers[i.position] is null and s.texts[i.position] is null
        group by s.wave, s.instrument, s.stratum_1, s.stratum_2, s.stratum_3, m.reason, m.reason_id
    )
    select e.wave, e.wave_position, e.instrument, e.stratum_1, e.stratum_2, e.stratum_3, m.measure, m.reason, m.place,
           e.expected, m.count
    from expected e
    left join received r on (r.wave, r.instrument) = (e.wave, e.instrument)
         and (r.stratum_1, r.stratum_2, r.stratum_3) is not distinct from (e.stratum_1, e.stratum_2, e.stratum_3)
    cross join lateral (
        select 'expected' as measure, null as reason, 0 as place, e.expected as count
        union all select 'received', null, 1, coalesce(r.received, 0)
        union all select 'in_work', null, 2, coalesce(r.in_work, 0)
        union all
        select 'answers_missing', x.reason, 10 + x.place, x.count from missing x
        where (x.wave, x.instrument) = (e.wave, e.instrument)
          and (x.stratum_1, x.stratum_2, x.stratum_3) is not distinct from (e.stratum_1, e.stratum_2, e.stratum_3)
    ) m
$$;

-- Whether what a report was asked for exists: every fault at once, with what
-- would be allowed.
create function scope_faults(report text, at_or_above int, programs text[], instruments text[], versions text[], waves text[], items text[],
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
    where report = 'framework_report' and x in (select instrument from instrument)
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
