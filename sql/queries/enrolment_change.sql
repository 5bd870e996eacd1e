-- enrolment_change(program, practice, revision, body) writes
with target as (
    select e.practice_id, e.program_id from enrolment e join program g using (program_id) join practice p using (practice_id)
    where g.program = :program and p.practice = :practice
), changed as (
    update enrolment e
    set enrolled_on = given(b, 'enrolled_on', e.enrolled_on::text)::date,
        withdrawn_on = given(b, 'withdrawn_on', e.withdrawn_on::text)::date,
        cohort = given(b, 'cohort', e.cohort),
        revision = e.revision + 1
    from (select :body::jsonb as b) body, target t
    where e.practice_id = t.practice_id and e.program_id = t.program_id and e.revision = :revision::int
    returning e as it
)
select case when changed.it is null then 'precondition-failed' end as _problem, s.*
from target left join changed on true left join lateral shown(changed.it) s on true
