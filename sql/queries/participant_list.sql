-- participant_list(program, source) reads
with target as (
    select s.source_id, p.practice from program g join source s using (program_id) left join practice p using (practice_id)
    where g.program = :program and s.source = :source
)
select case when not exists (select from target) then 'not-found' end as _problem, t.practice as _practice, n.role,
       n.stakeholder_group, s.label, n.participants
from (values (1)) one
left join (target t join source_participant n using (source_id) join stakeholder_group s using (stakeholder_group)) on true
where n.role is not null or not exists (select from target)
order by n.position
