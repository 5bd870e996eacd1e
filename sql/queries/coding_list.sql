-- coding_list(program, pass, coder, code, source, after, limit) reads
-- Whose codings are seen, row security says; and of excerpts that are seen.
with target as (
    select p.pass_id from program g join pass p using (program_id) where g.program = :program and p.pass = :pass
), listed as (
    select o.source, e.starts, e.ends, e.text, r.coder, coalesce(d.code, '') as code, d.label, c.valence, c.memo, c.coded_at, c.practice_id
    from target t join coding c using (pass_id) join pass_coder r using (coder_id) join excerpt e using (excerpt_id)
    join source o using (source_id) left join code d using (code_id)
    where (:coder::text is null or r.coder = :coder) and (:code::text is null or d.code = :code)
      and (:source::text is null or o.source = :source)
      and (:after::text is null or (o.source, e.starts, e.ends, r.coder, coalesce(d.code, '')) >
           (split_part(:after, ' ', 1), split_part(:after, ' ', 2)::int, split_part(:after, ' ', 3)::int,
            split_part(:after, ' ', 4), split_part(:after, ' ', 5)))
    order by o.source, e.starts, e.ends, r.coder, coalesce(d.code, '') limit :limit::int + 1
)
select case when not exists (select from target) then 'not-found' end as _problem,
       concat_ws(' ', l.source, l.starts, l.ends, l.coder, l.code) as _cursor, p.practice as _practice, l.coder, l.source,
       l.starts || '-' || l.ends as excerpt, nullif(l.code, '') as code, l.label, l.valence, l.memo, iso(l.coded_at) as coded_at, l.text
from (values (1)) one left join listed l on true left join practice p using (practice_id)
where l.source is not null or not exists (select from target)
order by l.source, l.starts, l.ends, l.coder, l.code
