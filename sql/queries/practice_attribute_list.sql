-- practice_attribute_list(practice, on) reads
with target as (
    select practice_id, coalesce(:on::date, current_date) as day from practice where practice = :practice
), held as (
    select a.attribute, a.attribute_id, v.value,
           (select max(pa.valid_from) from practice_attribute pa
            where pa.practice_id = t.practice_id and pa.valid_from <= t.day
              and pa.attribute_id = coalesce(a.source_id, a.attribute_id)) as valid_from,
           a.source_id is not null as derived
    from target t, attribute a, practice_value(t.practice_id, a.attribute_id, t.day) v
)
select case when not exists (select from target) then 'not-found' end as _problem,
       h.attribute, h.value, v.label, h.valid_from, h.derived
from (values (1)) one left join held h on h.value is not null
left join attribute_value v on v.attribute_id = h.attribute_id and v.value = h.value
where h.attribute is not null or not exists (select from target)
order by h.attribute
