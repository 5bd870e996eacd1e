-- import_identity(own) writes
-- The rights of who sent it, as db_wire.c says them of who asks; if they still hold.
select import_impersonate(:own::int)
