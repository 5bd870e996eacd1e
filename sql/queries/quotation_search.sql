-- quotation_search(program, code, after, limit) reads
-- The practice stands beside those words alone whose speakers agreed to be named by it.
select g.program || ' ' || q.quotation as _cursor, p.practice as _practice, q.quotation, g.program,
       case q.consent when 'attributed' then p.practice end as practice, q.consent, q.text, to_jsonb(q.codes) as codes
from quotation q join program g using (program_id) left join practice p on p.practice_id = q.practice_id
where q.state = 'confirmed' and (:program::text is null or g.program = :program)
  and (:code::text is null or :code = any (q.codes))
  and (:after::text is null or (g.program, q.quotation) > (split_part(:after, ' ', 1), split_part(:after, ' ', 2)))
order by g.program, q.quotation limit :limit::int + 1
