-- What reports ask, sooner: a statement of many parts costs more to begin than to
-- run, and most questions name little.

-- Waves and versions that are asked for; null asks for all. Of waves with one code
-- in several programs the first position orders them.
create function asked_waves(programs text[], waves text[])
returns table (wave_id int, wave text, "position" int) language sql stable
    as $$
    select w.wave_id, w.wave, min(w.position) over (partition by w.wave)
    from wave w join program p using (program_id)
    where ($1 is null or p.program = any ($1)) and ($2 is null or w.wave = any ($2))
    $$;

create function asked_versions(instruments text[], versions text[], kinds text[])
returns table (version_id int, instrument_id int) language sql stable
    as $$
    select v.version_id, v.instrument_id
    from instrument_version v join instrument i using (instrument_id)
    where ($1 is null or i.instrument = any ($1)) and ($2 is null or v.version = any ($2)) and ($3 is null or i.kind = any ($3))
    $$;

-- All strata together, which most reports are of.
create index cell_totals on cell (wave_id, version_id) where stratum_id = 0;
create index transition_totals on transition (wave_id, version_id) where stratum_id = 0;

-- As before, but only of what is named.
create or replace function scope_faults(report text, at_or_above int, programs text[], instruments text[], versions text[], waves text[], items text[],
                             strata text[], compare text, filter jsonb)
returns table (parameter text, code text, detail text) language plpgsql stable
as $$
#variable_conflict use_column
begin
    if programs is not null then
        return query
        select 'program', 'unknown_program', x || ' is not a program that this key sees; there are: ' ||
               coalesce((select string_agg(program, ', ' order by program) from program), 'none')
        from unnest(programs) x where x not in (select program from program);
    end if;
    if instruments is not null then
        return query
        select 'instrument', 'unknown_instrument', x || ' is not known; there are: ' ||
               (select string_agg(instrument, ', ' order by instrument) from instrument)
        from unnest(instruments) x where x not in (select instrument from instrument);
    end if;
    if versions is not null then
        return query
        select 'version', 'unknown_version', x || ' is not a version of it'
        from unnest(versions) x
        where x not in (select v.version from instrument_version v join instrument i using (instrument_id)
                        where instruments is null or i.instrument = any (instruments));
    end if;
    if waves is not null then
        return query
        select 'wave', 'unknown_wave', x || ' is not a wave; there are: ' ||
               coalesce((select string_agg(distinct wave, ', ') from wave), 'none')
        from unnest(waves) x
        where x not in (select w.wave from wave w join program p using (program_id)
                        where programs is null or p.program = any (programs));
    end if;
    if instruments is not null then
        return query
        select 'instrument', 'not_allowed', x || ' has no stages or levels'
        from unnest(instruments) x
        where report in ('framework_report', 'progress_report', 'factors_report') and x in (select instrument from instrument)
          and x not in (select a.instrument from asked_items(instruments, null, array['stage', 'level']) a)
        union all
        select 'instrument', 'not_allowed', x || ' is not of staffing'
        from unnest(instruments) x join instrument i on i.instrument = x
        where report = 'staffing_report' and i.kind <> 'staffing';
    end if;
    if at_or_above is not null then
        return query
        select 'at_or_above', 'too_large', 'is above every level of the instrument'
        where at_or_above > (select max(l.level) from asked_items(instruments, null, array['stage', 'level']) a
                             join scale_level l using (scale_id));
    end if;
    if items is not null then
        return query
        select 'item', 'unknown_item', x || ' is not an item of the instruments asked for'
        from unnest(items) x
        where x not in (select t.item from item t join instrument_version v using (version_id)
                        join instrument i using (instrument_id)
                        where instruments is null or i.instrument = any (instruments));
    end if;
    if coalesce(strata[1], compare) is not null then
        return query
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
        where cardinality(strata) + (compare is not null)::int > 3;
    end if;
    if filter <> '{}' then
        return query
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
        from jsonb_array_elements_text(filter -> 'practice') v where v not in (select practice from practice);
    end if;
end
$$;

-- The same of what only some reports ask.
create function question_faults("from" text, priority text[], instruments text[], as_of timestamptz, kept boolean)
returns table (parameter text, code text, detail text) language plpgsql stable
as $$
#variable_conflict use_column
begin
    if $1 is not null then
        return query
        select 'from', 'unknown_wave', $1 || ' is not a wave; there are: ' || coalesce((select string_agg(distinct wave, ', ') from wave), 'none')
        where $1 not in (select wave from wave);
    end if;
    if priority is not null then
        return query
        select 'priority', 'unknown_item', x || ' is not an item of the instruments asked for'
        from unnest(priority) x
        where x not in (select t.item from item t join instrument_version v using (version_id) join instrument i using (instrument_id)
                        where instruments is null or i.instrument = any (instruments));
    end if;
    if as_of is not null then
        return query
        select 'as_of', 'not_allowed', 'is answered by what strata are made of: program, cohort, '
               || coalesce((select string_agg(attribute, ', ' order by attribute) from attribute where dimension), 'nothing else')
               || '; and to who sees all practices'
        where not kept
        union all
        select 'as_of', 'too_large', 'is not over yet' where as_of > clock_timestamp();
    end if;
end
$$;

-- When the newest submission of programs was accepted, as of a moment.
create function latest_submission(programs text[], as_of timestamptz) returns timestamptz language sql stable
    as $$
    select max(l.accepted_at) from program p
    cross join lateral (select s.accepted_at from submission s
                        where s.program_id = p.program_id and s.accepted_at <= coalesce($2, 'infinity')
                        order by s.accepted_at desc limit 1) l
    where $1 is null or p.program = any ($1)
    $$;

-- What a transaction sees, and until when the caller's key holds.
create function snapshot_state() returns table (_version text, _day text, _moment bigint, _changed_at text, _expires bigint)
language plpgsql stable
as $$
begin
    return query
    select s.version, s.day, s.moment, s.changed_at,
           (select (extract(epoch from k.expires_at) * 1000000)::bigint from api_key k
            where k.key_id = current_setting('continuum.key', true) and isfinite(k.expires_at))
    from data_state() s;
end
$$;
