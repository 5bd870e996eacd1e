-- key_rotate(key, successor, hash, granted, overlap_hours) writes
with old as (
    select k.* from api_key k where k.key_id = :key
), faults as (
    select fault('', 'not_held', 'it has the scope ' || s || ', which you do not hold') as fault
    from unnest(string_to_array(:granted, ' ')) s where not holds(s)
), ended as (
    update api_key k set expires_at = least(k.expires_at, now() + make_interval(hours => :overlap_hours::int))
    from old where k.key_id = old.key_id and old.revoked_at is null and coalesce(old.expires_at > now(), true)
               and not exists (select from faults)
    returning k.key_id
), made as (
    insert into api_key as k (key_id, hash, name, role, scopes, programs, regions, practices, recipient, purpose, requests_per_day,
                              expires_at, replaces)
    select :successor, :hash, o.name, o.role, o.scopes, o.programs, o.regions, o.practices, o.recipient, o.purpose, o.requests_per_day,
           now() + (o.expires_at - o.created_at), o.key_id
    from old o join ended using (key_id)
    returning k as it
)
select case when not (made.it is null) then null when exists (select from faults) then 'invalid-content' else 'conflict' end as _problem,
       case when not exists (select from faults) then 'A key that no longer holds is not replaced; give a new one.' end as _detail,
       (select jsonb_agg(fault) from faults) as _errors, '/v1/keys/' || s."key" as _location, s.*
from old left join made on true left join lateral shown(made.it) s on true
