-- priority_list(program, roundtable, options, method, stakeholder_group) reads
-- Each option that was named, with its choices in the ballots that count; a handler computes of it.
with target as (
    select r.roundtable_id from program p join roundtable r using (program_id) where p.program = :program and r.roundtable = :roundtable
), counted as (
    select distinct on (k.stakeholder_group) k.ranking_id, k.ballots
    from target join ranking k using (roundtable_id)
    where k.options = :options and k.method = :method and (:stakeholder_group::text is null or k.stakeholder_group = :stakeholder_group)
    order by k.stakeholder_group, k.ranking_id desc
), choice as (
    select k.ranking_id, n.ordinality as ballot, coalesce((n.it ->> 'voters')::int, 1) as voters, c.*
    from counted k, jsonb_array_elements(k.ballots) with ordinality n (it, ordinality),
         jsonb_to_recordset(n.it -> 'choices') as c (option text, dots int, rank int, over text)
), option as (
    select o.option, row_number() over (order by o.option) - 1 as place
    from (select option from choice union select over from choice where over is not null) o
)
select case when not exists (select from target) then 'not-found' end as _problem, c.ranking_id || '-' || c.ballot as ballot, c.voters,
       o.place, o.option, v.place as over_place, v.option as over, c.dots, c.rank,
       coalesce((select f.text from target join finding f using (roundtable_id) where :options = 'findings' and f.finding = o.option),
                (select r.text from target join recommendation r using (roundtable_id)
                 where :options = 'recommendations' and r.recommendation = o.option)) as text,
       (select count(*) from option) as options
from (values (1)) one
left join (option o left join choice c using (option) left join option v on v.option = c.over) on true
where o.option is not null or not exists (select from target)
order by c.ranking_id, c.ballot, c.rank, o.place
