-- ranking_list(program, roundtable) reads
select case when r.roundtable is null then 'not-found' end as _problem, k.options, k.method, k.stakeholder_group,
       jsonb_array_length(k.ballots) as ballots,
       (select sum(coalesce((n ->> 'voters')::int, 1)) from jsonb_array_elements(k.ballots) n) as voters,
       not exists (select from ranking o where o.roundtable_id = k.roundtable_id and o.options = k.options and o.method = k.method
                                           and o.stakeholder_group = k.stakeholder_group and o.ranking_id > k.ranking_id) as counts,
       iso(k.recorded_at) as recorded_at, k.recorded_by
from (values (1)) one
left join (program p join roundtable r using (program_id)) on p.program = :program and r.roundtable = :roundtable
left join ranking k using (roundtable_id)
where k.method is not null or r.roundtable is null
order by k.ranking_id
