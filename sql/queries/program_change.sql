-- program_change(program, revision, body) writes
with target as (
    select program_id from program where program = :program
), changed as (
    update program p
    set name = given(b, 'name', p.name),
        sponsor = given(b, 'sponsor', p.sponsor),
        planned_practices = given(b, 'planned_practices', p.planned_practices::text)::int,
        starts_on = given(b, 'starts_on', p.starts_on::text)::date,
        ends_on = given(b, 'ends_on', p.ends_on::text)::date,
        four_eyes = given(b, 'four_eyes', p.four_eyes::text)::boolean,
        grace_days = given(b, 'grace_days', p.grace_days::text)::int,
        revision = p.revision + 1
    from (select :body::jsonb as b) body, target t
    where p.program_id = t.program_id and p.revision = :revision::int
    returning p as it
)
select case when changed.it is null then 'precondition-failed' end as _problem, s.*
from target left join changed on true left join lateral shown(changed.it) s on true
