-- import_begun(own, step) writes
select import_begun(:own::int, :step::int)
