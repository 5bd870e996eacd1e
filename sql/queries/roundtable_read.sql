-- roundtable_read(program, roundtable) reads
select x.* from program p join roundtable r using (program_id), lateral shown(r) x
where p.program = :program and r.roundtable = :roundtable
