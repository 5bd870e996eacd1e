-- statewide_participation(program, filter) reads
with chosen as (
    select * from program where :program::text is null or program = any (string_to_array(:program, ','))
), enrolled as (
    -- Not of a wave: attributes are taken as of today.
    select e.program_id, e.practice_id
    from enrolment e join chosen c using (program_id) join practice p using (practice_id)
    where e.withdrawn_on is null
      and not exists (select from jsonb_each(:filter::jsonb) f
                      cross join stratum_value(f.key, c.program, p.practice, e.cohort, e.practice_id, current_date) v
                      where coalesce(not f.value ? v.value, true))
), reporting as (
    select distinct s.practice_id from submission s join enrolled using (program_id, practice_id) where s.status = 'accepted'
), counted as (
    select (select count(*) from chosen) as programs, (select sum(planned_practices) from chosen) as planned,
           (select count(distinct practice_id) from enrolled) as enrolled,
           (select count(distinct practice_id) from reporting) as reporting
)
select m.measure, m.unit, m.value, m.expected
from counted c, lateral (values
    ('programs', 'programs', c.programs, null), ('practices_planned', 'practices', c.planned, null),
    ('practices_enrolled', 'practices', c.enrolled, c.planned),
    ('practices_reporting', 'practices', c.reporting, c.enrolled)) m (measure, unit, value, expected)
where m.value is not null
