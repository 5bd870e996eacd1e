-- quality_finding_list(program, practice, wave, instrument, status, state, after, limit) reads
with asked as materialized (
    select s.practice_id, s.submission, g.program, p.practice, w.wave, i.instrument, v.version, s.respondent, s.status
    from submission s
    join program g using (program_id)
    join practice p using (practice_id)
    join wave w using (wave_id)
    join instrument_version v using (version_id)
    join instrument i using (instrument_id)
    where (:program::text is null or g.program = :program) and (:practice::text is null or p.practice = :practice)
      and (:wave::text is null or w.wave = :wave) and (:instrument::text is null or i.instrument = :instrument)
      and case when :status::text is null then s.status in ('draft', 'submitted', 'returned') else s.status = :status end
      and v.instrument_id in (select r.instrument_id from quality_rule r where r.active)
      and (:after::text is null or s.submission::text >= split_part(:after, ' ', 1))
)
select a.submission || ' ' || f.rule as _cursor, a.submission, a.program, a.practice, a.wave, a.instrument, a.version, a.respondent, a.status,
       f.rule, f.severity, f.item, f.text, f.detail, f.state, f.reason, iso(f.acknowledged_at) as acknowledged_at, f.acknowledged_by
from quality_found(array(select submission from asked)) f join asked a using (practice_id, submission)
where (:state::text is null or f.state = :state) and (:after::text is null or a.submission || ' ' || f.rule > :after collate "C")
order by (a.submission || ' ' || f.rule) collate "C" limit :limit::int + 1
