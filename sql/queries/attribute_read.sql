-- attribute_read(attribute) reads
select a.attribute, a.name, a.kind, s.attribute as source,
       (select count(*) from attribute_value v where v.attribute_id = a.attribute_id) as "values", a.dimension, a.note
from attribute a left join attribute s on s.attribute_id = a.source_id
where a.attribute = :attribute
