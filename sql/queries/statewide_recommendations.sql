-- statewide_recommendations(program) reads
with chosen as (
    select * from program where :program::text is null or program = any (string_to_array(:program, ','))
)
select a.policy_area as item, a.label, 'open_recommendations' as measure, 'recommendations' as unit,
       count(*) filter (where r.status not in ('done', 'declined')) as value, null as expected
from policy_area a join recommendation r using (policy_area) join chosen using (program_id)
group by a.policy_area, a.label, a.position
order by a.position
