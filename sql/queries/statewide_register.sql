-- statewide_register(program, filter) reads
-- What the register counts, by section of the report, in the order of each.
with chosen as materialized (
    select * from program where :program::text is null or program = any (string_to_array(:program, ','))
), kept as materialized (
    -- Who asks for all practices, of one program or of all, has what is counted already; 0: of all.
    select case when not all_practices() or exists (select from jsonb_each(:filter::jsonb)) then null
                when :program::text is null and all_programs() then 0
                when (select count(*) from chosen) = 1 then (select program_id from chosen) end as program_id
), passing as materialized (
    -- Not of a wave: attributes are taken as of today. 0: whatever the program.
    select f.key, v.practice_id, coalesce(v.program_id, 0)
    from jsonb_each(:filter::jsonb) f cross join lateral practice_values(f.key) v
    where v.since <= current_date and current_date < v.until and f.value ? v.value
), enrolled as (
    select n.practice_id, n.reporting
    from participant n join chosen c using (program_id)
    where n.enrolled and (select program_id from kept) is null
      and not exists (select from jsonb_object_keys(:filter::jsonb) k (key)
                      where (k.key, n.practice_id, 0) not in (select * from passing)
                        and (k.key, n.practice_id, n.program_id) not in (select * from passing))
), counted as (
    select (select count(*) from chosen) as programs, (select sum(planned_practices) from chosen) as planned, n.enrolled, n.reporting
    from (select count(distinct practice_id), count(distinct practice_id) filter (where reporting) from enrolled
          having (select program_id from kept) is null
          union all
          select k.enrolled, k.reporting from kept cross join participation(kept.program_id) k
          where kept.program_id is not null) n (enrolled, reporting)
), themes as (
    -- Findings of roundtables under each.
    select row_number() over (order by count(f.finding_id) desc, t.position) as place, t.theme, t.label, count(f.finding_id) as findings
    from theme t join finding f using (theme) join chosen using (program_id)
    group by t.theme, t.label, t.position
    order by 1 limit 10
), areas as (
    select a.position, a.policy_area, a.label, count(*) filter (where r.status not in ('done', 'declined')) as open
    from policy_area a join recommendation r using (policy_area) join chosen using (program_id)
    group by a.policy_area, a.label, a.position
)
select section, item, label, measure, unit, value, expected
from (
    select 'participation' as section, m.place, null as item, null as label, m.measure, m.unit, m.value, m.expected
    from counted c, lateral (values
        (1, 'programs', 'programs', c.programs, null), (2, 'practices_planned', 'practices', c.planned, null),
        (3, 'practices_enrolled', 'practices', c.enrolled, c.planned),
        (4, 'practices_reporting', 'practices', c.reporting, c.enrolled)) m (place, measure, unit, value, expected)
    where m.value is not null
    union all
    select 'themes', place, theme, label, 'findings', 'findings', findings, null from themes
    union all
    select 'recommendations', position, policy_area, label, 'open_recommendations', 'recommendations', open, null from areas
) r
order by section, place
