-- key_list(after, limit) reads
select s.* from api_key k, lateral shown(k) s
where :after::text is null or k.key_id > :after
order by k.key_id limit :limit::int + 1
