-- recommendation_read(program, recommendation) reads
select x.* from program p join recommendation r using (program_id), lateral shown(r) x
where p.program = :program and r.recommendation = :recommendation
