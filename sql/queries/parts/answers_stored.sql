-- Stores what a statement says before it: kept, of the shape of filled.
waiting as (
    update submission s
    set status = 'superseded', superseded_at = now(), revision = s.revision + 1
    from kept f, form
    where s.practice_id = f.practice_id and s.wave_id = f.wave_id and s.respondent = f.respondent
      and s.version_id = form.version_id and s.status in ('draft', 'submitted', 'returned')
    returning s.practice_id, s.wave_id, s.respondent, s.submission
), stored as (
    insert into submission (practice_id, program_id, wave_id, version_id, respondent, method, status, answers,
                            denominators, reasons, texts, supersedes, source_sha256, submitted_at)
    select f.practice_id, target.program_id, f.wave_id, form.version_id, f.respondent,
           coalesce(f.method, case when f.respondent = '' then 'consensus' else 'respondent' end), :status, f.answers,
           case when cardinality(array_remove(f.denominators, null)) > 0 then f.denominators end,
           case when cardinality(array_remove(f.reasons, null)) > 0 then f.reasons end,
           case when cardinality(array_remove(f.texts, null)) > 0 then f.texts end,
           w.submission, decode(:sha256, 'hex'), case when :status = 'submitted' then now() end
    from kept f cross join target cross join form
    left join waiting w on w.practice_id = f.practice_id and w.wave_id = f.wave_id and w.respondent = f.respondent
    where (select count(*) from waiting) >= 0
    returning *
)
