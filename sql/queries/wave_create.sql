-- wave_create(program, body) writes
with b as (
    select b.wave, coalesce(b.name, b.wave) as name, coalesce(b.kind, 'wave') as kind, b.position,
           b.target_offset_months, b.window_before_days, b.window_after_days,
           coalesce(b.starts_on, period_start(b.kind, b.wave)) as starts_on,
           coalesce(b.ends_on, period_end(b.kind, b.wave)) as ends_on, b.reference_on, b.due_on, b.closes_on
    from jsonb_to_record(:body::jsonb) as b (wave text, name text, kind text, position int, target_offset_months int,
        window_before_days int, window_after_days int, starts_on date, ends_on date, reference_on date, due_on date, closes_on date)
), target as (
    select program_id, grace_days from program where program = :program
), instruments as (
    select n.name, n.ordinality - 1 as place, v.version_id
    from jsonb_array_elements_text(coalesce(:body::jsonb -> 'instruments', '[]')) with ordinality n (name, ordinality)
    left join (instrument i join instrument_version v using (instrument_id)) on i.instrument || ':' || v.version = n.name
), faults as (
    select fault('/starts_on', 'missing', 'is required, and ends_on too, unless the code is a calendar period') as fault
    from b where b.kind = 'wave' and (b.starts_on is null or b.ends_on is null)
    union all
    select fault('/wave', 'invalid_format', 'must be like ' || case b.kind when 'month' then '2026-03' when 'quarter' then '2026-Q1' else '2026' end)
    from b where b.kind <> 'wave' and period_start(b.kind, b.wave) is null
    union all
    select fault('/instruments/' || place, 'unknown_instrument', 'is not an instrument:version that is known')
    from instruments where version_id is null
), made as (
    insert into wave as w (program_id, wave, name, kind, position, target_offset_months, window_before_days,
                           window_after_days, starts_on, ends_on, reference_on, due_on, closes_on)
    select t.program_id, b.wave, b.name, b.kind,
           coalesce(b.position, (select count(*) + 1 from wave o where o.program_id = t.program_id)),
           b.target_offset_months, b.window_before_days, b.window_after_days, b.starts_on, b.ends_on,
           coalesce(b.reference_on, b.ends_on), b.due_on,
           case when :body::jsonb ? 'closes_on' then b.closes_on else greatest(b.ends_on, b.due_on) + t.grace_days end
    from b, target t where not exists (select from faults)
    returning w as it
), expected as (
    insert into wave_instrument (program_id, wave_id, version_id)
    select distinct (m.it).program_id, (m.it).wave_id, i.version_id from made m, instruments i
    returning version_id
)
select case when made.it is null then 'invalid-content' end as _problem,
       (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || s.program || '/waves/' || s.wave as _location, s.*
from target left join made on true
left join lateral shown(made.it, array(select version_id from expected)) s on true
