-- roundtable_change(program, roundtable, revision, body) writes
with target as (
    select r.roundtable_id from program p join roundtable r using (program_id)
    where p.program = :program and r.roundtable = :roundtable
), changed as (
    update roundtable r
    set name = given(b, 'name', r.name), held_on = given(b, 'held_on', r.held_on::text)::date,
        summary = given(b, 'summary', r.summary), revision = r.revision + 1
    from (select :body::jsonb as b) body, target t
    where r.roundtable_id = t.roundtable_id and r.revision = :revision::int
    returning r as it
)
select case when changed.it is null then 'precondition-failed' end as _problem, x.*
from target left join changed on true left join lateral shown(changed.it) x on true
