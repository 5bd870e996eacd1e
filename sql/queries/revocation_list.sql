-- revocation_list(after, limit) reads
select s.* from token_revocation r, lateral shown(r) s
where :after::int is null or r.revocation_id > :after::int
order by r.revocation_id limit :limit::int + 1
