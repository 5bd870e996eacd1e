-- import_progress(own, done, expected) writes
select import_progress(:own::int, :done::int, :expected::int)
