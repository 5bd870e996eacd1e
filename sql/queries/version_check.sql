-- version_check() reads
-- Asked for many requests at once, without an identity.
select version as _version, day as _day, moment as _moment, changed_at as _changed_at from continuum.data_state()
