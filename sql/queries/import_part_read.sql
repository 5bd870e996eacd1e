-- import_part_read(own, part) reads
select import_part_read(:own::int, :part::int)
