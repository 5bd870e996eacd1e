-- excerpt_search(search, program, source, kind, wave, practice, codebook, code, after, limit) reads
-- What is coded is what the caller sees of codings. Texts are marked only for the page.
with found as (
    select x.* from excerpts_with(:search) x where :search::text is not null
    union all
    select e.excerpt_id, e.source_id, e.starts, e.ends from excerpt e where :search::text is null
), listed as materialized (
    -- Who reads the text of a source reads its excerpts: so only those of the page are looked at.
    select f.excerpt_id, f.starts, f.ends, g.program, s.source, s.kind, s.wave_id, s.practice_id, s.language, s.consent, s.part2
    from found f join source s using (source_id) join source_text t using (source_id) join program g on g.program_id = s.program_id
    where (:program::text is null or g.program = :program)
      and (:source::text is null or s.source = :source)
      and (:kind::text is null or s.kind = :kind)
      and (:wave::text is null or s.wave_id in (select w.wave_id from wave w where w.wave = :wave))
      and (:practice::text is null or s.practice_id = (select p.practice_id from practice p where p.practice = :practice))
      and (:code::text is null or f.excerpt_id in (
               select c.excerpt_id from coding c join code d using (code_id) join codebook_version v using (version_id)
               join codebook b using (codebook_id)
               where d.code = :code and (:codebook::text is null or b.codebook = :codebook)))
      and (:after::text is null or (g.program, s.source, f.starts, f.ends) >
           (split_part(:after, ' ', 1), split_part(:after, ' ', 2), split_part(:after, ' ', 3)::int, split_part(:after, ' ', 4)::int))
    order by g.program, s.source, f.starts, f.ends limit :limit::int + 1
)
select concat_ws(' ', l.program, l.source, l.starts, l.ends) as _cursor, l.program, l.source, l.kind, w.wave, p.practice,
       l.starts || '-' || l.ends as excerpt, l.starts as start, l.ends as "end", l.language, l.consent, l.part2,
       case when :search::text is null then e.text else highlighted(e.configuration, e.text, :search) end as text
from listed l join excerpt e using (excerpt_id) left join wave w on w.wave_id = l.wave_id left join practice p on p.practice_id = l.practice_id
order by l.program, l.source, l.starts, l.ends
