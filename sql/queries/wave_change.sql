-- wave_change(program, wave, revision, body) writes
with target as (
    select w.wave_id, w.program_id, w.revision, w.closes_on from program p join wave w using (program_id)
    where p.program = :program and w.wave = :wave
), instruments as (
    select n.name, n.ordinality - 1 as place, v.version_id
    from jsonb_array_elements_text(coalesce(:body::jsonb -> 'instruments', '[]')) with ordinality n (name, ordinality)
    left join (instrument i join instrument_version v using (instrument_id)) on i.instrument || ':' || v.version = n.name
), faults as (
    select fault('/instruments/' || place, 'unknown_instrument', 'is not an instrument:version that is known') as fault
    from instruments where version_id is null
    union all
    select fault('/instruments', 'in_use', 'leaves out an instrument that has submissions at this wave')
    from target t
    where :body::jsonb ? 'instruments'
      and exists (select from submission s where s.wave_id = t.wave_id
                  and s.version_id not in (select i.version_id from instruments i where i.version_id is not null))
    union all
    select fault('/instruments', 'not_allowed', 'leaves out an instrument, and there may be answers to it that you do not see')
    from target t
    where :body::jsonb ? 'instruments' and not sees_answers()
      and exists (select from wave_instrument wi where wi.wave_id = t.wave_id
                  and wi.version_id not in (select i.version_id from instruments i where i.version_id is not null))
    union all
    select fault('/closes_on', 'wave_closed', 'is past: a wave that closed is reopened, with a reason')
    from target t where :body::jsonb ? 'closes_on' and t.closes_on < current_date
), changed as (
    update wave w
    set name = given(b, 'name', w.name),
        position = given(b, 'position', w.position::text)::int,
        target_offset_months = given(b, 'target_offset_months', w.target_offset_months::text)::int,
        window_before_days = given(b, 'window_before_days', w.window_before_days::text)::int,
        window_after_days = given(b, 'window_after_days', w.window_after_days::text)::int,
        starts_on = given(b, 'starts_on', w.starts_on::text)::date,
        ends_on = given(b, 'ends_on', w.ends_on::text)::date,
        -- The last day, unless another was chosen.
        reference_on = given(b, 'reference_on', case when w.reference_on = w.ends_on then given(b, 'ends_on', w.ends_on::text)
                                                     else w.reference_on::text end)::date,
        due_on = given(b, 'due_on', w.due_on::text)::date,
        closes_on = given(b, 'closes_on', w.closes_on::text)::date,
        revision = w.revision + 1
    from (select :body::jsonb as b) body, target t
    where w.wave_id = t.wave_id and w.revision = :revision::int and not exists (select from faults)
    returning w as it
), removed as (
    delete from wave_instrument wi using changed c
    where :body::jsonb ? 'instruments' and wi.wave_id = (c.it).wave_id
      and wi.version_id not in (select i.version_id from instruments i)
), added as (
    insert into wave_instrument (program_id, wave_id, version_id)
    select distinct (c.it).program_id, (c.it).wave_id, i.version_id from changed c, instruments i
    on conflict do nothing
)
select case when not (changed.it is null) then null
            when exists (select from faults) then 'invalid-content'
            else 'precondition-failed' end as _problem,
       (select jsonb_agg(fault) from faults) as _errors, s.*
from target t left join changed on true
left join lateral shown(changed.it, case when :body::jsonb ? 'instruments'
    then array(select version_id from instruments)
    else array(select wi.version_id from wave_instrument wi where wi.wave_id = t.wave_id) end) s on true
