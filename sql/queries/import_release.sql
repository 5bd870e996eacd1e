-- import_release(own) writes
-- Whoever has time takes it now.
select import_ready(:own::uuid)
