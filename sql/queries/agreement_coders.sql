-- agreement_coders(program, pass) reads
select case when p.pass_id is null then 'not-found' end as _problem, c.coder_id, c.coder
from (values (1)) one
left join (program g join pass p using (program_id)) on g.program = :program and p.pass = :pass
left join pass_coder c using (pass_id)
where c.coder_id is not null or p.pass_id is null
order by c.coder_id
