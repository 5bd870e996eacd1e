-- source_read(program, source) reads
select x.* from program g join source s using (program_id), lateral shown(s) x
where g.program = :program and s.source = :source
