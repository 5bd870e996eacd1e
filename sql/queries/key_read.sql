-- key_read(key) reads
select s.* from api_key k, lateral shown(k) s where k.key_id = :key
