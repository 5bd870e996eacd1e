-- instrument_read(instrument, version) reads
select x.* from instrument_version v join instrument i using (instrument_id), lateral shown(v) x
where i.instrument = :instrument and v.version = :version
