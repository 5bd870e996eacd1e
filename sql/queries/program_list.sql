-- program_list(after, limit) reads
select s.* from program p, lateral shown(p) s
where :after::text is null or p.program > :after
order by p.program limit :limit::int + 1
