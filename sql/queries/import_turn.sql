-- import_turn(program) writes
select import_turn(:program::int)
