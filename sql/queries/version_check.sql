-- version_check() reads
-- Asked for many requests at once, without an identity.
select version, day, moment, changed_at from continuum.data_state()
