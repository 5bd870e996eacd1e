-- import_instrument(stem, version) reads
select i.instrument, v.version
from instrument_version v join instrument i using (instrument_id)
where i.instrument || '-' || v.version = :stem or i.instrument = :stem and v.version = coalesce(:version, v.version)
order by i.instrument = :stem, v.published_on desc nulls last, v.version desc limit 1
