-- dependency_list(program, recommendation) reads
with target as (
    select r.recommendation_id from program p join recommendation r using (program_id)
    where p.program = :program and r.recommendation = :recommendation
), linked as (
    select 'requires' as relation, d.requires_id as other_id from target t join recommendation_dependency d using (recommendation_id)
    union all
    select 'required_by', d.recommendation_id from target t join recommendation_dependency d on d.requires_id = t.recommendation_id
)
select case when not exists (select from target) then 'not-found' end as _problem, l.relation, r.recommendation, r.text, r.owner, r.target_on,
       r.status, is_overdue(r) as overdue
from (values (1)) one left join (linked l join recommendation r on r.recommendation_id = l.other_id) on true
where l.relation is not null or not exists (select from target)
order by l.relation desc, r.recommendation
