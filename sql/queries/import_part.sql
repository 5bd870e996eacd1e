-- import_part(own, part, bytes) writes
-- Durable with what is committed after it: the seal.
select import_part_add(:own::uuid, :part::int, decode(:bytes, 'base64'))
from (select set_config('synchronous_commit', 'off', true)) lazily
