-- source_text(program, source) reads
select p.practice as _practice, g.program, s.source, s.language, s.consent, s.part2, s.characters, t.text
from program g join source s using (program_id) join source_text t using (source_id)
left join practice p on p.practice_id = s.practice_id
where g.program = :program and s.source = :source
