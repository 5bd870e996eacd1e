-- submission_export(program, practice, wave, instrument, status) reads
-- What stands, or what has that status. seen: the change, where none that is still under way can come before it.
select s.submission::text, s.status in ('superseded', 'withdrawn') as deleted, g.program, p.practice, w.wave, i.instrument, v.version,
       s.respondent, s.method, s.status,
       (cardinality(array_remove(s.answers, null)) + coalesce(cardinality(array_remove(s.texts, null)), 0))::bigint as answered,
       s.supersedes::text, s.revision::bigint, iso(s.created_at) as created_at, iso(s.submitted_at) as submitted_at,
       iso(s.accepted_at) as accepted_at,
       case when s.changed_in < pg_snapshot_xmin(pg_current_snapshot()) then s.changed_in::text::bigint end as seen
from submission s
join program g using (program_id)
join practice p using (practice_id)
join wave w on w.wave_id = s.wave_id
join instrument_version v using (version_id)
join instrument i using (instrument_id)
where (:program::text is null or g.program = any (string_to_array(:program, ',')))
  and (:practice::text is null or p.practice = any (string_to_array(:practice, ',')))
  and (:wave::text is null or w.wave = any (string_to_array(:wave, ',')))
  and (:instrument::text is null or i.instrument = any (string_to_array(:instrument, ',')))
  and case when :status::text is null then s.status not in ('superseded', 'withdrawn') else s.status = :status end
order by s.submission
