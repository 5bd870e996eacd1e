-- pass_coder_list(program, pass) reads
-- What a coder has done so far shows as far as the caller sees codings.
with target as (
    select p.pass_id from program g join pass p using (program_id) where g.program = :program and p.pass = :pass
)
select case when not exists (select from target) then 'not-found' end as _problem, c.coder, c.identity, d.excerpts, d.codings
from (values (1)) one
left join (target t join pass_coder c using (pass_id)
           cross join lateral (select count(distinct g.excerpt_id) as excerpts, count(g.code_id) as codings
                               from coding g where g.pass_id = c.pass_id and g.coder_id = c.coder_id) d) on true
where c.coder is not null or not exists (select from target)
order by c.coder
