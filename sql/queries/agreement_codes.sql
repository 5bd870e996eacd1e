-- agreement_codes(program, pass) reads
select d.code_id, d.code, d.label
from program g join pass p using (program_id) join code d using (version_id)
where g.program = :program and p.pass = :pass
order by d.position
