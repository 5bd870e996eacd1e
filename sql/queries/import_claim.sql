-- import_claim(wanted) writes
select i.*, p.program as program_code, encode(i.sha256, 'hex') as hex
from import_claim(:wanted::uuid) i cross join lateral import_program(i.program_id) p (program)
