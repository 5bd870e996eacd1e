-- mapping_read(program, mapping, mapping_version) reads
select s.*
from program p join import_mapping m using (program_id), lateral shown(m) s
where p.program = :program and m.mapping = :mapping and (:mapping_version::int is null or m.mapping_version = :mapping_version::int)
order by m.mapping_version desc limit 1
