-- sheets_read(program, instrument, version, wave, kinds, strata, filter) reads
-- What counts of each practice, for what cells do not tell: other strata, values one by one, a caller who sees some practices only.
with waves as materialized (
    select w.wave_id, w.wave, w.reference_on, p.program_id, p.program, min(w.position) over (partition by w.wave) as position
    from wave w join program p using (program_id)
    where (:program::text is null or p.program = any (string_to_array(:program, ',')))
      and (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
), versions as materialized (
    select v.version_id from instrument_version v join instrument i using (instrument_id)
    where (:instrument::text is null or i.instrument = any (string_to_array(:instrument, ',')))
      and (:version::text is null or v.version = any (string_to_array(:version, ',')))
      and (:kinds::text is null or i.kind = any (string_to_array(:kinds, ',')))
), people as materialized (
    select * from practice_strata(string_to_array(:strata, ','), :filter::jsonb, array(select wave_id from waves))
)
select w.wave, w.position, s.version_id, p.stratum_1, p.stratum_2, p.stratum_3, 1 as sign, null::bytea as vector,
       s.received, s.in_work, s.answers, s.denominators, s.reasons::bigint[]
from sheet s join waves w using (wave_id) join versions using (version_id) join people p using (practice_id, wave_id)
