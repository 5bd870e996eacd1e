-- evidence_list(program, recommendation) reads
select case when r.recommendation is null then 'not-found' end as _problem, e.position, e.report, e.query,
       e.row_key as row, e.value, e.note
from (values (1)) one
left join (program p join recommendation r using (program_id)) on p.program = :program and r.recommendation = :recommendation
left join recommendation_evidence e using (recommendation_id)
where e.position is not null or r.recommendation is null
order by e.position
