-- practice_read(practice) reads
select s.* from practice p, lateral shown(p) s where p.practice = :practice
