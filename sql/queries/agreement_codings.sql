-- agreement_codings(program, pass) reads
-- In the order of the index, so that what is of one excerpt comes together.
select c.excerpt_id, c.coder_id, c.code_id, c.valence,
       (extract(year from c.coded_at at time zone 'UTC') * 12 + extract(month from c.coded_at at time zone 'UTC') - 1)::int
from program g join pass p using (program_id) join coding c using (pass_id)
where g.program = :program and p.pass = :pass
order by c.excerpt_id, c.coder_id
