-- practice_list(program, after, limit) reads
select s.* from practice p, lateral shown(p) s
where (:program::text is null
       or exists (select from enrolment e join program g using (program_id)
                  where e.practice_id = p.practice_id and g.program = :program))
  and (:after::text is null or p.practice > :after)
order by p.practice limit :limit::int + 1
