-- wave_list(program) reads
with target as (
    select program_id from program where program = :program
), listed as (
    select s.* from target t join wave w using (program_id), lateral shown(w) s
)
select case when not exists (select from target) then 'not-found' end as _problem, l.*
from (values (1)) one left join listed l on true
where l.wave is not null or not exists (select from target)
order by l.position, l.wave
