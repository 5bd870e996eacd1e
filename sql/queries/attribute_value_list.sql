-- attribute_value_list(attribute) reads
select case when a.attribute is null then 'not-found' end as _problem, v.value, v.position, v.label,
       (select count(*) from attribute_rule r where r.attribute_id = v.attribute_id and r.value = v.value) as rules
from (values (1)) one left join attribute a on a.attribute = :attribute
left join attribute_value v using (attribute_id)
where v.value is not null or a.attribute is null
order by v.position, v.value
