-- theme_code_list(program, pass, kind, level, agreed, strata) reads
with
-- include themes_counted
, faults as (
    select 'pass' as parameter, 'unknown_pass' as code, :pass || ' is not a released pass of the program; there are: ' ||
           coalesce((select string_agg(p.pass, ', ' order by p.pass) from program g join pass p using (program_id)
                     where g.program = :program and p.released_at is not null), 'none') as detail
    where not exists (select from counted)
    union all
    select 'strata', 'repeated', x || ' is there twice' from unnest(string_to_array(:strata, ',')) x group by x having count(*) > 1
    union all
    select 'strata', 'too_many', 'at most three are taken' where cardinality(string_to_array(:strata, ',')) > 3
)
select (select 'invalid-content' from faults limit 1) as _problem,
       (select jsonb_agg(jsonb_build_object('parameter', parameter, 'code', code, 'detail', detail)) from faults) as _errors,
       (select pass from counted) as _pass, c.code, c.label, c.kind
from codes c right join (values (1)) one on true
where c.code is not null or exists (select from faults)
order by c.place
