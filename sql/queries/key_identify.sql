-- key_identify() reads
-- Only the key that was presented is visible here; see api_key_presented.
select name || '/' || key_id as name, hash, role, array_to_string(scopes, ' ') as scopes,
       coalesce(array_to_string(programs, ' '), '*') as programs,
       coalesce(array_to_string(regions, ' '), '*') as regions,
       coalesce(array_to_string(practices, ' '), '*') as practices,
       recipient, purpose, requests_per_day as quota
from api_key
where revoked_at is null and (expires_at is null or expires_at > now())
