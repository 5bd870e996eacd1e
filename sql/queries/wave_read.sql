-- wave_read(program, wave) reads
select s.* from program p join wave w using (program_id), lateral shown(w) s
where p.program = :program and w.wave = :wave
