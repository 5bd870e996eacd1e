-- submission_feed(program, practice, wave, instrument, changed_after, changed_since) reads
-- What changed after a change that was seen, in order, up to the first transaction that still runs: one scan of an index.
-- Of what no longer counts, ids alone.
select s.submission::text, gone.deleted, g.program, p.practice, w.wave, i.instrument, v.version,
       case when not gone.deleted then s.respondent end as respondent, case when not gone.deleted then s.method end as method,
       case when not gone.deleted then s.status end as status,
       case when not gone.deleted
            then (cardinality(array_remove(s.answers, null)) + coalesce(cardinality(array_remove(s.texts, null)), 0))::bigint
       end as answered,
       case when not gone.deleted then s.supersedes::text end as supersedes,
       case when not gone.deleted then s.revision::bigint end as revision,
       case when not gone.deleted then iso(s.created_at) end as created_at,
       case when not gone.deleted then iso(s.submitted_at) end as submitted_at,
       case when not gone.deleted then iso(s.accepted_at) end as accepted_at, s.changed_in::text::bigint as seen
from submission s
cross join lateral (select s.status in ('superseded', 'withdrawn') as deleted) gone
join program g using (program_id)
join practice p using (practice_id)
join wave w on w.wave_id = s.wave_id
join instrument_version v using (version_id)
join instrument i using (instrument_id)
where s.changed_in > :changed_after::text::xid8
  and s.changed_in < pg_snapshot_xmin(pg_current_snapshot())
  and (:changed_since::timestamptz is null or s.changed_at >= :changed_since::timestamptz)
  and (:program::text is null or g.program = any (string_to_array(:program, ',')))
  and (:practice::text is null or p.practice = any (string_to_array(:practice, ',')))
  and (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
  and (:instrument::text is null or i.instrument = any (string_to_array(:instrument, ',')))
order by s.changed_in, s.submission
