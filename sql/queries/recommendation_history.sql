-- recommendation_history(program, recommendation) reads
select case when r.recommendation is null then 'not-found' end as _problem, iso(h.changed_at) as changed_at, h.status,
       h.note, h.changed_by
from (values (1)) one
left join (program p join recommendation r using (program_id)) on p.program = :program and r.recommendation = :recommendation
left join recommendation_status h using (recommendation_id)
order by h.changed_at
