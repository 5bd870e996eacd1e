-- key_create(key, hash, name, scopes, programs, expires) writes
insert into api_key (key_id, hash, name, scopes, programs, expires_at)
values (:key, :hash, :name, string_to_array(:scopes, ','), string_to_array(:programs, ','), :expires::timestamptz)
returning key_id
