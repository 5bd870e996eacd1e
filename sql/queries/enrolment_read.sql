-- enrolment_read(program, practice) reads
select s.* from enrolment e join program g using (program_id) join practice p using (practice_id), lateral shown(e) s
where g.program = :program and p.practice = :practice
