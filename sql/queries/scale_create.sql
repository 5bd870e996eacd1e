-- scale_create(body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (scale text, name text, ordered boolean, levels jsonb)
), listed as (
    select l.*, n.ordinality - 1 as place
    from b, jsonb_array_elements(b.levels) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as l (level int, code text, label text)
), faults as (
    select fault('/levels/' || place || '/level', 'repeated', 'is there twice') as fault
    from (select place, row_number() over (partition by level order by place) as nth from listed) n where nth > 1
    union all
    select fault('/levels/' || place || '/code', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by code order by place) as nth from listed) n where nth > 1
    union all
    select fault('/levels/' || l.place || '/code', 'ambiguous', 'is the number of another level')
    from listed l join listed o on o.level::text = l.code and o.level <> l.level
), made as (
    insert into scale (scale, name, ordered) select scale, name, ordered from b where not exists (select from faults)
    returning *
), made_levels as (
    insert into scale_level (scale_id, level, code, label)
    select m.scale_id, l.level, l.code, l.label from made m, listed l
    returning level, code, label
)
select case when m.scale is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       m.scale, m.name, m.ordered, l.level, l.code, l.label
from b left join made m on true left join made_levels l on true
order by l.level
