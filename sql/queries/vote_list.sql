-- vote_list(program, roundtable, history) reads
select case when r.roundtable is null then 'not-found' end as _problem, x.*
from (values (1)) one
left join (program p join roundtable r using (program_id)) on p.program = :program and r.roundtable = :roundtable
left join lateral (
    select v, exists (select from vote_counted c where c.vote_id = v.vote_id) as counts
    from vote v where v.roundtable_id = r.roundtable_id
) l on :history::boolean or l.counts
left join lateral shown(l.v, l.counts) x on true
where x.support is not null or r.roundtable is null
order by x.finding, x.recommendation, x.stakeholder_group, (l.v).vote_id
