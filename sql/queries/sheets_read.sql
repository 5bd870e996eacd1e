-- sheets_read(program, instrument, version, wave, kinds, strata, filter) reads
-- What counts of each practice, for what cells do not tell: other strata, values one by one, a caller who sees some practices only.
with versions as materialized (
    select * from asked_versions(string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:kinds, ','))
), waves as materialized (
    select w.wave_id, w.wave, w.reference_on, w.program_id, min(w.position) over (partition by w.wave) as position
    from wave w join program p using (program_id)
    where (:program::text is null or p.program = any (string_to_array(:program, ',')))
      and (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
      and w.wave_id in (select wave_id from wave_instrument where version_id in (select version_id from versions))
), people as materialized (
    select * from practices_passing(:filter::jsonb, array(select wave_id from waves where :filter::text <> '{}'))
)
select s.wave, s.position, s.version_id, v1.value as stratum_1, v2.value as stratum_2, v3.value as stratum_3, 1 as sign,
       null::bytea as vector, s.received, s.in_work, s.answers, s.denominators, s.reasons
from (
    -- First, and by itself: the fewest rows that what follows is looked up for.
    select w.wave, w.position, w.reference_on, s.practice_id, s.program_id, s.version_id, s.received, s.in_work, s.answers,
           s.denominators, s.reasons::bigint[] as reasons
    from sheet s join waves w using (wave_id) join versions v on v.version_id = s.version_id
    where s.wave_id = any (array(select wave_id from waves))
      and s.instrument_id = any (array(select instrument_id from versions))
      and (:filter::text = '{}' or (s.practice_id, s.wave_id) in (select practice_id, wave_id from people))
    offset 0
) s
left join practice_values((string_to_array(:strata, ','))[1]) v1
     on v1.practice_id = s.practice_id and (v1.program_id is null or v1.program_id = s.program_id)
    and v1.since <= s.reference_on and s.reference_on < v1.until
left join practice_values((string_to_array(:strata, ','))[2]) v2
     on v2.practice_id = s.practice_id and (v2.program_id is null or v2.program_id = s.program_id)
    and v2.since <= s.reference_on and s.reference_on < v2.until
left join practice_values((string_to_array(:strata, ','))[3]) v3
     on v3.practice_id = s.practice_id and (v3.program_id is null or v3.program_id = s.program_id)
    and v3.since <= s.reference_on and s.reference_on < v3.until
