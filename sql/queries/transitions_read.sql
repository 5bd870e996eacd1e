-- transitions_read(program, instrument, version, wave, kinds, strata, filter, whole, first) reads
-- As cells_read, of pairs of waves; first: of each wave with its program's first alone, all programs together.
with waves as materialized (
    select w.wave_id, w.wave, min(w.position) over (partition by w.wave) as position
    from wave w join program p using (program_id)
    where (:program::text is null or p.program = any (string_to_array(:program, ',')))
), versions as materialized (
    select v.version_id from instrument_version v join instrument i using (instrument_id)
    where (:instrument::text is null or i.instrument = any (string_to_array(:instrument, ',')))
      and (:version::text is null or v.version = any (string_to_array(:version, ',')))
      and i.kind = any (coalesce(string_to_array(:kinds, ','), array['framework', 'level', 'survey']))
), beginnings as materialized (
    select version_id, wave_id from first_waves() where :first::boolean
), strata as materialized (
    select 0 as stratum_id, null as stratum_1, null as stratum_2, null as stratum_3 where :whole::boolean
    union all
    select * from stratum_groups(string_to_array(:strata, ','), :filter::jsonb) where not :whole::boolean
), moved as (
    select t.from_wave_id, t.wave_id, t.from_version_id, t.version_id, t.stratum_id, 1 as sign, t.vector,
           null::bigint[] as answers, null::bigint[] as from_answers
    from transition t
    union all
    select c.from_wave_id, c.wave_id, c.from_version_id, c.version_id, case when :whole::boolean then 0 else c.stratum_id end,
           c.sign, null, c.answers, c.from_answers
    from change c where c.kind = 2
)
select w.wave, w.position, m.version_id, s.stratum_1, s.stratum_2, s.stratum_3, m.sign, m.vector,
       null::boolean as received, null::boolean as in_work, m.answers, null::bigint[] as denominators, null::bigint[] as reasons,
       case when not :first::boolean then f.wave end as from_wave, m.from_version_id, m.from_answers
from moved m join waves w using (wave_id) join waves f on f.wave_id = m.from_wave_id
join versions v using (version_id) join strata s using (stratum_id)
where (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
  and (not :first::boolean or (m.from_wave_id, m.from_version_id) in (select wave_id, version_id from beginnings))
