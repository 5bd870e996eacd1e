-- attribute_create(body) writes
with b as (
    select b.*, s.attribute_id as source_id
    from jsonb_to_record(:body::jsonb) as b (attribute text, name text, kind text, source text, note text, values jsonb)
    left join attribute s on s.attribute = b.source
), listed as (
    select v.*, n.ordinality as place
    from b, jsonb_array_elements(coalesce(b.values, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as v (value text, label text, source_values jsonb, source_from numeric, source_to numeric)
), faults as (
    select fault('/source', 'unknown_attribute', 'is not an attribute that is known') as fault
    from b where b.source is not null and b.source_id is null
    union all
    select fault('/kind', 'not_allowed', 'must be choice where there is a source') from b where b.source is not null and b.kind <> 'choice'
    union all
    select fault('/values', 'not_allowed', 'are for a choice only') from b where b.kind <> 'choice' and exists (select from listed)
    union all
    select fault('/values', 'missing', 'are required of a choice') from b where b.kind = 'choice' and not exists (select from listed)
    union all
    select fault('/values/' || place - 1 || '/value', 'repeated', 'is there twice')
    from (select place, count(*) over (partition by value order by place) as nth from listed) n where nth > 1
), made as (
    insert into attribute as a (attribute, name, kind, source_id, note)
    select b.attribute, b.name, b.kind, b.source_id, b.note from b where not exists (select from faults)
    returning a.*
), made_values as (
    insert into attribute_value (attribute_id, value, position, label)
    select m.attribute_id, l.value, l.place, l.label from made m, listed l
    returning value
), made_rules as (
    insert into attribute_rule (attribute_id, value, source_value, source_from, source_to)
    select m.attribute_id, l.value, s.value, null::numeric, null::numeric
    from made m, listed l, jsonb_array_elements_text(l.source_values) s (value)
    union all
    select m.attribute_id, l.value, null, l.source_from, l.source_to
    from made m, listed l where l.source_from is not null or l.source_to is not null
)
select case when m.attribute is null then 'invalid-content' end as _problem,
       (select jsonb_agg(fault) from faults) as _errors,
       '/v1/attributes/' || m.attribute as _location,
       m.attribute, m.name, m.kind, b.source, (select count(*) from made_values) as "values", m.note
from b left join made m on true
