-- excerpt_list(program, source, after, limit) reads
with target as (
    select s.source_id, s.source, p.practice from program g join source s using (program_id) left join practice p using (practice_id)
    where g.program = :program and s.source = :source
), listed as (
    select t.practice, t.source, e.starts, e.ends, e.text, lpad(e.starts::text, 9, '0') || '-' || lpad(e.ends::text, 9, '0') as key
    from target t join excerpt e using (source_id)
    where :after::text is null or (e.starts, e.ends) > (split_part(:after, '-', 1)::int, split_part(:after, '-', 2)::int)
    order by e.starts, e.ends limit :limit::int + 1
)
select case when not exists (select from target) then 'not-found' end as _problem, l.key as _cursor, l.practice as _practice,
       l.source, l.starts || '-' || l.ends as excerpt, l.starts as start, l.ends as "end", l.text
from (values (1)) one left join listed l on true
where l.source is not null or not exists (select from target)
order by l.starts, l.ends
