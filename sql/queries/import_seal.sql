-- import_seal(own, key, sha256, size, wait) writes
select case when not same then 'invalid-content' end as _problem,
       case when not same then 'The Idempotency-Key was used for another file, or with other parameters.' end as _detail,
       stands as import, stands <> :own::uuid as again
from import_seal(:own::uuid, :key, decode(:sha256, 'hex'), :size::bigint, :wait::int)
