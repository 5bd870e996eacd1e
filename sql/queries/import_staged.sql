-- import_staged() writes
select import_staged()
