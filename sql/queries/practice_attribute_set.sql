-- practice_attribute_set(practice, attribute, body) writes
with given as (
    select b.value, b."from" from jsonb_to_record(:body::jsonb) as b (value text, "from" date)
), target as (
    select p.practice_id, a.* from practice p, attribute a
    where p.practice = :practice and a.attribute = :attribute
), faults as (
    select attribute_fault('/value', t.attribute_id, g.value) as fault from target t, given g
), made as (
    insert into practice_attribute as pa (practice_id, attribute_id, valid_from, value)
    select t.practice_id, t.attribute_id, g."from", g.value from target t, given g
    where not exists (select from faults where fault is not null)
    on conflict (practice_id, attribute_id, valid_from) do update set value = excluded.value
    returning pa.*
)
select case when f.errors is not null then 'invalid-content' end as _problem, f.errors as _errors,
       t.attribute, m.value, v.label, m.valid_from, false as derived
from target t left join made m on true
left join attribute_value v on v.attribute_id = m.attribute_id and v.value = m.value,
     (select jsonb_agg(fault) filter (where fault is not null) as errors from faults) f
