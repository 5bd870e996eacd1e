-- dependency_set(program, recommendation, body) writes
with recursive target as (
    select r.program_id, r.recommendation_id, r.recommendation from program p join recommendation r using (program_id)
    where p.program = :program and r.recommendation = :recommendation
), named as (
    select n.code, n.ordinality - 1 as place, r.recommendation_id as requires_id
    from target t cross join lateral jsonb_array_elements_text(:body::jsonb -> 'requires') with ordinality n (code, ordinality)
    left join recommendation r on r.program_id = t.program_id and r.recommendation = n.code
), reached as (
    -- Without what the recommendation requires until now: that is replaced.
    select place, requires_id as id from named where requires_id is not null
    union
    select r.place, d.requires_id from reached r join recommendation_dependency d on d.recommendation_id = r.id
    where d.recommendation_id <> (select recommendation_id from target)
), faults as (
    select fault('/requires/' || place, 'unknown_recommendation', 'is not a recommendation of this program') as fault
    from named where requires_id is null
    union all
    select fault('/requires/' || place, 'repeated', 'is there twice')
    from (select place, row_number() over (partition by code order by place) as nth from named) n where nth > 1
    union all
    select fault('/requires/' || place, 'cycle', 'waits for this one itself') from reached where id = (select recommendation_id from target)
), gone as (
    delete from recommendation_dependency d using target t
    where d.recommendation_id = t.recommendation_id and not exists (select from faults)
      and d.requires_id not in (select requires_id from named)
), made as (
    insert into recommendation_dependency (program_id, recommendation_id, requires_id)
    select t.program_id, t.recommendation_id, n.requires_id from target t, named n where not exists (select from faults)
    on conflict do nothing
)
select case when exists (select from faults) then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       t.recommendation, (select string_agg(code, ' ' order by code) from named) as requires
from target t
