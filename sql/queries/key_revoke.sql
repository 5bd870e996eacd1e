-- key_revoke(key) writes
-- A key that is revoked stays as it was revoked first.
with changed as (
    update api_key k
    set revoked_at = coalesce(k.revoked_at, now()), revoked_by = coalesce(k.revoked_by, actor())
    where k.key_id = :key
    returning k as it
)
select s.* from changed, lateral shown(changed.it) s
