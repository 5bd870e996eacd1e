-- evidence_list(program, recommendation) reads
select case when r.recommendation is null then 'not-found' end as _problem, e.question as _question, e.picked as _picked,
       e.figure as _figure,
       e.as_of::text as _as_of, x.*, null as verified, null::numeric as value_now
from (values (1)) one
left join (program p join recommendation r using (program_id)) on p.program = :program and r.recommendation = :recommendation
left join recommendation_evidence e using (recommendation_id)
left join lateral shown(e) x on true
where e.position is not null or r.recommendation is null
order by e.position
