-- source_list(program, kind, wave, practice, after, limit) reads
with target as (
    select program_id from program where program = :program
), listed as (
    select s as it, s.source from target t join source s using (program_id)
    where (:kind::text is null or s.kind = :kind)
      and (:wave::text is null or s.wave_id = (select w.wave_id from wave w where w.program_id = t.program_id and w.wave = :wave))
      and (:practice::text is null or s.practice_id = (select p.practice_id from practice p where p.practice = :practice))
      and (:after::text is null or s.source > :after)
    order by s.source limit :limit::int + 1
)
select case when not exists (select from target) then 'not-found' end as _problem, x.*
from (values (1)) one left join (listed l cross join lateral shown(l.it) x) on true
where x.source is not null or not exists (select from target)
order by x._cursor
