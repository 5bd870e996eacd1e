-- version_read() reads
-- What the transaction sees, and until when the caller's key holds.
select version, day, moment, changed_at,
       (select (extract(epoch from k.expires_at) * 1000000)::bigint from api_key k
        where k.key_id = current_setting('continuum.key', true) and isfinite(k.expires_at)) as expires
from data_state()
