-- cells_read(program, instrument, version, wave, kinds, strata, filter, whole) reads
-- Cells, and the changes that are not folded into them yet: of all strata together, or by strata.
with waves as materialized (
    select w.wave_id, w.wave, min(w.position) over (partition by w.wave) as position
    from wave w join program p using (program_id)
    where (:program::text is null or p.program = any (string_to_array(:program, ',')))
      and (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
), versions as materialized (
    select v.version_id from instrument_version v join instrument i using (instrument_id)
    where (:instrument::text is null or i.instrument = any (string_to_array(:instrument, ',')))
      and (:version::text is null or v.version = any (string_to_array(:version, ',')))
      and (:kinds::text is null or i.kind = any (string_to_array(:kinds, ',')))
), strata as materialized (
    select 0 as stratum_id, null as stratum_1, null as stratum_2, null as stratum_3 where :whole::boolean
    union all
    select * from stratum_groups(string_to_array(:strata, ','), :filter::jsonb) where not :whole::boolean
)
select w.wave, w.position, c.version_id, s.stratum_1, s.stratum_2, s.stratum_3, 1 as sign, c.vector,
       null::boolean as received, null::boolean as in_work, null::bigint[] as answers, null::bigint[] as denominators,
       null::bigint[] as reasons
from cell c join waves w using (wave_id) join versions using (version_id) join strata s using (stratum_id)
union all
select w.wave, w.position, c.version_id, s.stratum_1, s.stratum_2, s.stratum_3, c.sign, null,
       c.received, c.in_work, c.answers, c.denominators, c.reasons::bigint[]
from change c join waves w using (wave_id) join versions using (version_id)
join strata s on s.stratum_id = case when :whole::boolean then 0 else c.stratum_id end
where c.kind = 1
