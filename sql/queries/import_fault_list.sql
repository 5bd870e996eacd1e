-- import_fault_list(import) reads
select f.file, f.row, f."column", f.code, f.detail
from import i, jsonb_to_recordset(i.faults) f (file text, row int, "column" text, code text, detail text)
where i.import = :import::uuid
order by f.file nulls first, f.row, f."column", f.code
