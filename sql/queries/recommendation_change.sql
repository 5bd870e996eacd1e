-- recommendation_change(program, recommendation, revision, body) writes
with target as (
    select r.recommendation_id, r.program_id, r.status from program p join recommendation r using (program_id)
    where p.program = :program and r.recommendation = :recommendation
), changed as (
    update recommendation r
    set text = given(b, 'text', r.text), owner = given(b, 'owner', r.owner),
        target_on = given(b, 'target_on', r.target_on::text)::date, status = given(b, 'status', r.status),
        revision = r.revision + 1
    from (select :body::jsonb as b) body, target t
    where r.recommendation_id = t.recommendation_id and r.revision = :revision::int
    returning r as it
), moved as (
    insert into recommendation_status (program_id, recommendation_id, status, note)
    select t.program_id, t.recommendation_id, (c.it).status, :body::jsonb ->> 'note'
    from target t, changed c where (c.it).status <> t.status or :body::jsonb ? 'note'
)
select case when changed.it is null then 'precondition-failed' end as _problem, x.*
from target left join changed on true left join lateral shown(changed.it) x on true
