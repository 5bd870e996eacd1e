-- pairs_read(program, instrument, version, wave, kinds, strata, filter, first) reads
-- As transitions_read, from what counts of each practice; what is asked of it is asked at the later wave, if it is expected there.
with waves as materialized (
    select w.*, p.program, min(w.position) over (partition by w.wave) as place
    from wave w join program p using (program_id)
    where w.kind = 'wave' and (:program::text is null or p.program = any (string_to_array(:program, ',')))
), versions as materialized (
    select version_id from asked_versions(string_to_array(:instrument, ','), string_to_array(:version, ','),
                                          coalesce(string_to_array(:kinds, ','), array['framework', 'level', 'survey']))
), beginnings as materialized (
    select version_id, wave_id from first_waves() where :first::boolean
), people as materialized (
    select * from practices_passing(:filter::jsonb, array(select wave_id from waves where :filter::text <> '{}'))
), sheets as materialized (
    select s.* from sheet s join waves using (wave_id)
), moved as (
    select f.wave_id as from_wave_id, w.wave_id, m.*,
           case when m.stays then w.reference_on else f.reference_on end as stratum_on,
           case when m.stays then w.wave_id else f.wave_id end as stratum_wave_id
    from waves f join waves w on w.program_id = f.program_id
                     and (f.position, f.starts_on, f.wave_id) < (w.position, w.starts_on, w.wave_id)
    cross join lateral (
        select coalesce(b.practice_id, a.practice_id) as practice_id, b.practice_id is not null as stays,
               coalesce(b.version_id, a.version_id) as version_id, coalesce(a.version_id, b.version_id) as from_version_id,
               b.answers, a.answers as from_answers
        from (select * from sheets where wave_id = f.wave_id) a
        full join (select * from sheets where wave_id = w.wave_id) b
          on a.practice_id = b.practice_id and a.instrument_id = b.instrument_id
        where a.received or b.received
    ) m
)
select w.wave, w.place as position, m.version_id, v1.value as stratum_1, v2.value as stratum_2, v3.value as stratum_3, 1 as sign,
       null::bytea as vector, null::boolean as received, null::boolean as in_work, m.answers, null::bigint[] as denominators,
       null::bigint[] as reasons, case when not :first::boolean then f.wave end as from_wave, m.from_version_id, m.from_answers
from moved m join waves w using (wave_id) join waves f on f.wave_id = m.from_wave_id join versions v using (version_id)
left join practice_values((string_to_array(:strata, ','))[1]) v1
     on v1.practice_id = m.practice_id and (v1.program_id is null or v1.program_id = w.program_id)
    and v1.since <= m.stratum_on and m.stratum_on < v1.until
left join practice_values((string_to_array(:strata, ','))[2]) v2
     on v2.practice_id = m.practice_id and (v2.program_id is null or v2.program_id = w.program_id)
    and v2.since <= m.stratum_on and m.stratum_on < v2.until
left join practice_values((string_to_array(:strata, ','))[3]) v3
     on v3.practice_id = m.practice_id and (v3.program_id is null or v3.program_id = w.program_id)
    and v3.since <= m.stratum_on and m.stratum_on < v3.until
where (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
  and (:filter::text = '{}' or (m.practice_id, m.stratum_wave_id) in (select practice_id, wave_id from people))
  and (not :first::boolean or (m.from_wave_id, m.from_version_id) in (select wave_id, version_id from beginnings))
