-- mapping_list(program) reads
with target as (
    select program_id from program where program = :program
)
select case when not exists (select from target) then 'not-found' end as _problem, x.*
from (values (1)) one left join (target t join import_mapping m using (program_id) cross join lateral shown(m) x) on true
where x.mapping is not null or not exists (select from target)
order by x.mapping, x.mapping_version
