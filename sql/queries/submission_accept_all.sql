-- submission_accept_all(body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (program text, wave text, instrument text, version text)
), target as (
    select g.program_id from program g join b using (program)
), waiting as materialized (
    select s.practice_id, s.wave_id, s.version_id, s.respondent, s.submission
    from submission s
    join target t using (program_id)
    join wave w using (wave_id)
    join instrument_version v using (version_id)
    join instrument i using (instrument_id), b
    where s.status = 'submitted' and (b.wave is null or w.wave = b.wave)
      and (b.instrument is null or i.instrument = b.instrument) and (b.version is null or v.version = b.version)
    -- In an order that all share, so that nobody waits in a circle.
    order by s.practice_id, s.submission
    for update of s
), open as materialized (
    select f.practice_id, f.submission, string_agg(format('%s: %s', f.rule, f.detail), '; ' order by f.rule) as detail
    from quality_found(array(select submission from waiting)) f where f.state = 'open'
    group by f.practice_id, f.submission
), judged as materialized (
    select w.*, o.detail,
           case when is_own(w.practice_id, w.submission, (select caller_identity())) then 'own'
                when o.detail is not null then 'open_findings' else 'accepted' end as outcome
    from waiting w left join open o using (practice_id, submission)
), moving as (
    select * from judged where outcome = 'accepted'
), superseded as (
    update submission s
    set status = 'superseded', superseded_at = now(), revision = s.revision + 1
    from moving m
    where s.status = 'accepted' and s.practice_id = m.practice_id and s.wave_id = m.wave_id
      and s.version_id = m.version_id and s.respondent = m.respondent
    returning s.practice_id, s.wave_id, s.version_id, s.respondent, s.submission
), changed as (
    update submission s
    set status = 'accepted', status_reason = null, accepted_at = now(), accepted_by = actor(), revision = s.revision + 1,
        supersedes = coalesce((select o.submission from superseded o
                               where o.practice_id = s.practice_id and o.wave_id = s.wave_id
                                 and o.version_id = s.version_id and o.respondent = s.respondent), s.supersedes)
    from moving m, (select count(*) from superseded) after_these
    where s.practice_id = m.practice_id and s.submission = m.submission and s.status = 'submitted'
    returning s.*
), told as (
    select c.practice_id, c.wave_id, c.version_id, c.submission, c.supersedes, 'accepted' as outcome, null as detail from changed c
    union all
    select j.practice_id, j.wave_id, j.version_id, j.submission, null, j.outcome, j.detail from judged j where j.outcome <> 'accepted'
)
select case when not exists (select from target) then 'invalid-content' end as _problem,
       case when not exists (select from target) then
           jsonb_build_array(fault('/program', 'unknown_program', 'is not a program that this key sees')) end as _errors,
       c.submission, p.practice, w.wave, i.instrument, v.version, c.supersedes, c.outcome, c.detail
from (values (1)) one left join told c on true
left join practice p using (practice_id) left join wave w using (wave_id)
left join instrument_version v using (version_id) left join instrument i using (instrument_id)
where c.submission is not null or not exists (select from target)
order by p.practice, w.position
