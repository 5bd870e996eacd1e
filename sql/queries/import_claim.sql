-- import_claim(wanted) writes
select i.*, p.program as program_code, encode(i.sha256, 'hex') as hex,
       m.document as mapping_document, m.format as mapping_format
from import_claim(:wanted::uuid) i cross join lateral import_program(i.program_id) p (program)
     cross join import_mapping_of(i.mapping_id) m
