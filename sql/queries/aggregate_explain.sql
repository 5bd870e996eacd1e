-- aggregate_explain(program, instrument, version, wave, item, filter, after, limit) reads
-- Behind a figure of an item: each practice that is expected with the submission that counts, or why none does; and
-- submissions that do not count.
with versions as materialized (
    select v.version_id, v.instrument_id, v.version, i.instrument, t.position, t.decimals
    from instrument_version v join instrument i using (instrument_id) join item t using (version_id)
    where i.instrument = :instrument and t.item = :item
      and (:version::text is null or v.version = any (string_to_array(:version, ',')))
), waves as materialized (
    select w.wave_id, w.wave, w.program_id, p.program
    from wave w join program p using (program_id)
    where (:program::text is null or p.program = any (string_to_array(:program, ',')))
      and (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
), people as materialized (
    select * from practices_passing(:filter::jsonb, array(select wave_id from waves where :filter::text <> '{}'))
), sheets as (
    select s.practice_id, s.wave_id, s.version_id, s.instrument_id, s.received, s.in_work, s.answers[v.position] as answer,
           s.denominators[v.position] as denominator, s.reasons[v.position] as reason_id, v.decimals
    from sheet s join versions v using (version_id)
    where s.wave_id = any (array(select wave_id from waves))
      and (:filter::text = '{}' or (s.practice_id, s.wave_id) in (select practice_id, wave_id from people))
), behind as (
    select s.practice_id, s.wave_id, s.version_id, u.submission, u.respondent, u.accepted_at, s.answer / 10.0 ^ s.decimals as value,
           s.denominator, s.answer is not null as counted,
           case when s.answer is not null then 'counted' when s.received then coalesce(r.reason, 'no_reason_given')
                when s.in_work then 'in_work' else 'not_received' end as why
    from sheets s
    left join submission u on u.practice_id = s.practice_id and u.wave_id = s.wave_id and u.version_id = s.version_id
                          and u.status = 'accepted' and s.received and is_heard(u)
    left join missing_reason r on r.reason_id = s.reason_id
    union all
    select u.practice_id, u.wave_id, u.version_id, u.submission, u.respondent, u.accepted_at, null, null, false,
           case when u.status = 'accepted' and s.practice_id is null then 'not_expected'
                when u.status = 'accepted' and s.version_id <> u.version_id then 'another_version'
                when u.status = 'accepted' then 'another_respondent' else u.status end
    from submission u join versions v using (version_id)
    left join sheet s on s.practice_id = u.practice_id and s.wave_id = u.wave_id and s.instrument_id = v.instrument_id
    where u.wave_id = any (array(select wave_id from waves))
      and (u.status in ('superseded', 'withdrawn') or u.status = 'accepted' and (s.version_id is distinct from u.version_id or not is_heard(u)))
      and (:filter::text = '{}' or (u.practice_id, u.wave_id) in (select practice_id, wave_id from people))
)
select x._cursor, x.program, x.practice, x.wave, x.instrument, x.version, x.submission, x.respondent, x.counted, x.why, x.value,
       x.denominator, iso(x.accepted_at) as accepted_at
from (
    select lpad(b.wave_id::text, 10, '0') || ' ' || p.practice || ' ' || coalesce(b.submission::text, '') collate "C" as _cursor,
           w.program, p.practice, w.wave, v.instrument, v.version, b.*
    from behind b join waves w using (wave_id) join versions v using (version_id) join practice p using (practice_id)
) x
where :after::text is null or x._cursor > :after
order by x._cursor limit :limit::int + 1
