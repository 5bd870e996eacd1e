-- import_stage() writes
select import_stage()
