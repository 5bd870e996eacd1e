-- quotation_list(program, state, after, limit) reads
with target as (
    select program_id from program where program = :program
), listed as (
    select q as it, q.quotation from target t join quotation q using (program_id)
    where (:state::text is null or q.state = :state) and (:after::text is null or q.quotation > :after)
    order by q.quotation limit :limit::int + 1
)
select case when not exists (select from target) then 'not-found' end as _problem, x.*
from (values (1)) one left join (listed l cross join lateral shown(l.it) x) on true
where x.quotation is not null or not exists (select from target)
order by x._cursor
