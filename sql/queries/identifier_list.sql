-- identifier_list(program, source, excerpt) reads
with target as (
    select g.program_id, p.practice, e.text
    from program g join source s using (program_id) join excerpt e using (source_id) left join practice p on p.practice_id = s.practice_id
    where g.program = :program and s.source = :source and e.starts || '-' || e.ends = :excerpt
)
select case when not exists (select from target) then 'not-found' end as _problem, t.practice as _practice, i.starts as start,
       i.ends as "end", i.kinds, i.found as text
from (values (1)) one left join (target t cross join lateral identifiers(t.program_id, t.text) i) on true
where i.starts is not null or not exists (select from target)
order by i.starts, i.ends
