-- pass_coder_create(program, pass, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (coder text, identity text)
), target as (
    select p.* from program g join pass p using (program_id) where g.program = :program and p.pass = :pass
), made as (
    insert into pass_coder (program_id, pass_id, coder, identity)
    select t.program_id, t.pass_id, b.coder, b.identity from target t, b
    where t.released_at is null and (select count(*) from pass_coder c where c.pass_id = t.pass_id) < 20
    returning coder, identity
)
select case when made.coder is null then 'conflict' end as _problem,
       case when t.released_at is null then 'A pass has at most 20 coders.' else 'The pass was released.' end as _detail,
       '/v1/programs/' || :program::text || '/passes/' || :pass::text || '/coders' as _location, made.coder, made.identity,
       0 as excerpts, 0 as codings
from target t left join made on true
