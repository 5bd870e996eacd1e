-- statewide_themes(program) reads
-- Themes of roundtables: findings under each, and how many groups support them.
with chosen as (
    select * from program where :program::text is null or program = any (string_to_array(:program, ','))
)
select t.theme as item, t.label, 'findings' as measure, 'findings' as unit, count(f.finding_id) as value,
       null as expected
from theme t join finding f using (theme) join chosen using (program_id)
group by t.theme, t.label, t.position
order by count(f.finding_id) desc, t.position limit 10
