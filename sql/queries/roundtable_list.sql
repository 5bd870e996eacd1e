-- roundtable_list(program, after, limit) reads
select x.* from roundtable r join program g using (program_id), lateral shown(r) x
where (:program::text is null or g.program = :program) and (:after::text is null or r.roundtable > :after)
order by r.roundtable limit :limit::int + 1
