-- total_transitions_read(program, instrument, version, wave, kinds, first) reads
-- As transitions_read, of all strata together.
with waves as materialized (
    select * from asked_waves(string_to_array(:program, ','), null)
), versions as materialized (
    select version_id from asked_versions(string_to_array(:instrument, ','), string_to_array(:version, ','),
                                          coalesce(string_to_array(:kinds, ','), array['framework', 'level', 'survey']))
), beginnings as materialized (
    select version_id, wave_id from first_waves() where :first::boolean
), moved as (
    select t.from_wave_id, t.wave_id, t.from_version_id, t.version_id, 1 as sign, t.vector,
           null::bigint[] as answers, null::bigint[] as from_answers
    from transition t where t.stratum_id = 0
    union all
    select c.from_wave_id, c.wave_id, c.from_version_id, c.version_id, c.sign, null, c.answers, c.from_answers
    from change c where c.kind = 2
)
select w.wave, w.position, m.version_id, null as stratum_1, null as stratum_2, null as stratum_3, m.sign, m.vector,
       null::boolean as received, null::boolean as in_work, m.answers, null::bigint[] as denominators, null::bigint[] as reasons,
       case when not :first::boolean then f.wave end as from_wave, m.from_version_id, m.from_answers
from moved m join waves w using (wave_id) join waves f on f.wave_id = m.from_wave_id join versions v using (version_id)
where (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
  and (not :first::boolean or (m.from_wave_id, m.from_version_id) in (select wave_id, version_id from beginnings))
