-- key_revoke(key) writes
-- A key that is revoked stays as it was revoked first.
with changed as (
    update api_key k set revoked_at = now(), revoked_by = actor()
    where k.key_id = :key and k.revoked_at is null
    returning k as it
)
select s.* from (
    select it from changed
    union all
    select k from api_key k where k.key_id = :key and k.revoked_at is not null
) found, lateral shown(found.it) s
