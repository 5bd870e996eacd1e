-- themes_read(program, pass, kind, level, agreed, wave, source_kind, by, strata, filter) reads
-- Of each source one row that says that it was read (place -1) and one a code that it mentions; practice by practice.
with
-- include themes_counted
, sources as materialized (
    select s.source_id, s.practice_id, s.program_id, s.kind, s.speakers, w.wave, w.position,
           coalesce(w.reference_on, s.held_on, current_date) as stratum_on
    from counted join coded_source s using (pass_id) left join wave w using (wave_id)
    where (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
      and (:source_kind::text is null or s.kind = :source_kind)
), passing as materialized (
    select s.source_id
    from jsonb_each(:filter::jsonb) f cross join lateral practice_values(f.key) v
    join sources s on s.practice_id = v.practice_id and (v.program_id is null or v.program_id = s.program_id)
                  and v.since <= s.stratum_on and s.stratum_on < v.until
    where f.value ? v.value
    group by s.source_id
    having count(*) = (select count(*) from jsonb_object_keys(:filter::jsonb))
), asked as (
    select string_to_array(:strata, ',') as strata
), spoken as materialized (
    -- A source of several groups, or roles, is one of each where they are asked for.
    select s.source_id, s.practice_id, s.program_id, s.wave, s.position, s.stratum_on, n.of_speaker
    from sources s cross join asked a
    cross join lateral (
        select distinct jsonb_build_object('stakeholder_group', case when 'stakeholder_group' = any (a.strata) then p.it ->> 'stakeholder_group' end,
                                           'role', case when 'role' = any (a.strata) then p.it ->> 'role' end,
                                           'source_kind', s.kind) as of_speaker
        from (values (1)) one left join jsonb_array_elements(s.speakers) p (it) on true
    ) n
    where :filter::text = '{}' or s.source_id in (select source_id from passing)
), placed as materialized (
    select s.source_id, s.practice_id, case when :by::text = 'wave' then s.wave end as wave,
           case when :by::text = 'wave' then s.position end as position,
           coalesce(v1.value, s.of_speaker ->> a.strata[1]) as stratum_1, coalesce(v2.value, s.of_speaker ->> a.strata[2]) as stratum_2,
           coalesce(v3.value, s.of_speaker ->> a.strata[3]) as stratum_3
    from spoken s cross join asked a
    left join practice_values(a.strata[1]) v1
         on v1.practice_id = s.practice_id and (v1.program_id is null or v1.program_id = s.program_id)
        and v1.since <= s.stratum_on and s.stratum_on < v1.until
    left join practice_values(a.strata[2]) v2
         on v2.practice_id = s.practice_id and (v2.program_id is null or v2.program_id = s.program_id)
        and v2.since <= s.stratum_on and s.stratum_on < v2.until
    left join practice_values(a.strata[3]) v3
         on v3.practice_id = s.practice_id and (v3.program_id is null or v3.program_id = s.program_id)
        and v3.since <= s.stratum_on and s.stratum_on < v3.until
)
select p.practice_id, p.wave, p.position, p.stratum_1, p.stratum_2, p.stratum_3, m.place, m.mentions
from placed p
join (select source_id, -1 as place, 0 as mentions from sources union all select source_id, place, mentions from said) m using (source_id)
order by p.practice_id, p.source_id, m.place
