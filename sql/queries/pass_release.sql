-- pass_release(program, pass) writes
-- A pass that was released stays so: asked for again it is answered as it is.
with target as (
    select p.pass_id, p as it from program g join pass p using (program_id) where g.program = :program and p.pass = :pass
), changed as (
    update pass p set released_at = now(), released_by = actor() from target t
    where p.pass_id = t.pass_id and p.released_at is null
    returning p as it
)
select x.* from (
    select it from changed
    union all
    select it from target where (it).released_at is not null
) found, lateral shown(found.it) x
