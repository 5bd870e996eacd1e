-- enrolment_list(program, after, limit) reads
with target as (
    select program_id from program where program = :program
), listed as (
    select s.* from target t join enrolment e using (program_id), lateral shown(e) s
    where :after::text is null or s._cursor > :after
    order by s._cursor limit :limit::int + 1
)
select case when not exists (select from target) then 'not-found' end as _problem, l.*
from (values (1)) one left join listed l on true
where l.practice is not null or not exists (select from target)
order by l._cursor
