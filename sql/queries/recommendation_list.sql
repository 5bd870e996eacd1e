-- recommendation_list(program, after, limit) reads
select x.* from recommendation r join program g using (program_id), lateral shown(r) x
where (:program::text is null or g.program = :program) and (:after::text is null or r.recommendation > :after)
order by r.recommendation limit :limit::int + 1
