-- submission_status_set(submission, revision, body) writes
with target as (
    select s.practice_id, s.wave_id, s.version_id, s.respondent, s.submission, s.status, s.revision,
           (s.status, b.status) in (('draft', 'submitted'), ('returned', 'submitted'), ('submitted', 'returned'),
               ('submitted', 'accepted'), ('draft', 'withdrawn'), ('submitted', 'withdrawn'),
               ('returned', 'withdrawn'), ('accepted', 'withdrawn')) as allowed,
           b.status as wanted,
           holds(case when b.status in ('accepted', 'returned') or s.status = 'accepted' then 'submissions:accept' else 'submissions:write' end) as may
    from submission s, jsonb_to_record(:body::jsonb) as b (status text)
    where s.submission = :submission::uuid
), moving as (
    -- Locked before anything is superseded: who comes too late moves nothing.
    select s.practice_id, s.wave_id, s.version_id, s.respondent, s.submission, t.wanted
    from target t join submission s on s.practice_id = t.practice_id and s.submission = t.submission
    where t.allowed and t.may and s.revision = :revision::int
    for update of s
), superseded as (
    update submission s
    set status = 'superseded', superseded_at = now(), revision = s.revision + 1
    from moving m
    where m.wanted = 'accepted' and s.status = 'accepted' and s.practice_id = m.practice_id
      and s.wave_id = m.wave_id and s.version_id = m.version_id and s.respondent = m.respondent
    returning s.submission
), changed as (
    update submission s
    set status = m.wanted, revision = s.revision + 1,
        submitted_at = case when m.wanted = 'submitted' then now() else s.submitted_at end,
        accepted_at = case when m.wanted = 'accepted' then now() else s.accepted_at end,
        accepted_by = case when m.wanted = 'accepted' then actor() else s.accepted_by end,
        supersedes = coalesce(after_these.submission, s.supersedes)
    from moving m, (select max(o.submission::text)::uuid as submission from superseded o) after_these
    where s.practice_id = m.practice_id and s.submission = m.submission and s.revision = :revision::int
    returning s as it
)
select case when not (changed.it is null) then null
            when not target.may then 'forbidden'
            when target.allowed or target.revision <> :revision::int then 'precondition-failed'
            else 'conflict' end as _problem,
       case when target.may and not target.allowed and target.revision = :revision::int
            then format('A submission that is %s cannot become %s.', target.status, target.wanted) end as _detail, x.*
from target left join changed on true left join lateral shown(changed.it) x on true
