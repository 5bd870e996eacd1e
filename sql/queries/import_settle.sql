-- import_settle(own, state, rows, counts, fault_count, faults, failure) writes
select import_settle(:own::int, :state, :rows::int, :counts::int[], :fault_count::int, :faults::jsonb, :failure)
