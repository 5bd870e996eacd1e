-- factor_list(factor) reads
-- Attributes that practices are compared by: those asked for, else every yes or no and every short list.
with asked as (
    select unnest(string_to_array(:factor, ',')) as name
), faults as (
    select jsonb_build_object('parameter', 'factor', 'code', 'not_allowed', 'detail', name || ' is not one of: ' ||
           (select string_agg(attribute, ', ' order by attribute) from attribute where kind in ('boolean', 'choice'))) as fault
    from asked where name not in (select attribute from attribute where kind in ('boolean', 'choice'))
)
select case when exists (select from faults) then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       a.attribute, a.name, a.dimension
from (values (1)) one
left join attribute a on a.kind in ('boolean', 'choice')
      and case when :factor::text is not null then a.attribute in (select name from asked)
               else (select count(*) from attribute_value v where v.attribute_id = a.attribute_id) <= 12 end
order by a.attribute
