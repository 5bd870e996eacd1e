-- program_read(program) reads
select s.* from program p, lateral shown(p) s where p.program = :program
