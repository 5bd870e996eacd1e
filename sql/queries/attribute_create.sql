-- attribute_create(body) writes
with b as (
    select b.*, s.attribute_id as attribute_id
    from jsonb_to_record(:body::jsonb) as b (attribute text, name text, kind text, source text, note text,
                                                dimension boolean, values jsonb)
    left join attribute s on s.attribute = b.source
), listed as (
    select v.*, n.ordinality as place
    from b, jsonb_array_elements(coalesce(b.values, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as v (value text, label text, source_values jsonb, source_from numeric, source_to numeric)
), rules as (
    select l.place, s.value from listed l, jsonb_array_elements_text(l.source_values) s (value)
), faults as (
    select fault('/source', 'unknown_attribute', 'is not an attribute that is known') as fault
    from b where b.source is not null and b.attribute_id is null
    union all
    select fault('/kind', 'not_allowed', 'must be choice where there is a source') from b where b.source is not null and b.kind <> 'choice'
    union all
    select fault('/values', 'not_allowed', 'are for a choice only') from b where b.kind <> 'choice' and exists (select from listed)
    union all
    select fault('/values', 'missing', 'are required of a choice') from b where b.kind = 'choice' and not exists (select from listed)
    union all
    select fault('/values/' || place - 1 || '/value', 'repeated', 'is there twice')
    from (select place, count(*) over (partition by value order by place) as nth from listed) n where nth > 1
    union all
    select fault('/attribute', 'reserved', 'is the name of a column of files and reports')
    from b where b.attribute = any (array['practice', 'name', 'program', 'enrolled_on', 'withdrawn_on', 'cohort', 'from',
        'section', 'wave', 'instrument', 'domain', 'item', 'label', 'measure', 'level', 'level_label', 'value', 'unit', 'n',
        'expected', 'low', 'high', 'status', 'method'])
    union all
    select fault('/source', 'derived', 'is derived itself') from b join attribute s using (attribute_id)
    where s.source_id is not null
    union all
    select fault('/values/' || place - 1, 'not_allowed', 'stands for values of a source, and there is no source')
    from listed, b where b.source is null and coalesce(source_values, to_jsonb(source_from), to_jsonb(source_to)) is not null
    union all
    select fault('/values/' || place - 1 || '/source_from', 'too_large', 'is above source_to') from listed where source_from > source_to
    union all
    select fault('/values/' || r.place - 1 || '/source_values', 'unknown_value', r.value || ' is not a value of the source')
    from rules r join b on b.attribute_id is not null join attribute s using (attribute_id)
    where r.value is not null and s.kind = 'choice'
      and not exists (select from attribute_value v where v.attribute_id = s.attribute_id and v.value = r.value)
    union all
    select fault('/values/' || place - 1 || '/source_values', 'repeated', value || ' of the source has a value already')
    from (select place, value, row_number() over (partition by value order by place) as nth from rules where value is not null) n
    where nth > 1
), made as (
    insert into attribute as a (attribute, name, kind, source_id, dimension, note)
    select b.attribute, b.name, b.kind, b.attribute_id, coalesce(b.dimension, false), b.note from b where not exists (select from faults)
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
       m.attribute, m.name, m.kind, b.source, (select count(*) from made_values) as "values", m.dimension, m.note
from b left join made m on true
