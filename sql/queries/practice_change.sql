-- practice_change(practice, revision, body) writes
with target as (
    select practice_id from practice where practice = :practice
), changed as (
    update practice p
    set name = given(:body::jsonb, 'name', p.name), revision = p.revision + 1
    from target t
    where p.practice_id = t.practice_id and p.revision = :revision::int
    returning p as it
)
select case when changed.it is null then 'precondition-failed' end as _problem, s.*
from target left join changed on true left join lateral shown(changed.it) s on true
