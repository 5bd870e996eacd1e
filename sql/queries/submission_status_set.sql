-- submission_status_set(submission, revision, body) writes
with b as (
    select b.*, row_number() over () as one from jsonb_to_record(:body::jsonb) as b (status text, reason text, comments jsonb)
), target as (
    select s.practice_id, s.program_id, s.wave_id, s.version_id, s.respondent, s.submission, s.status, s.revision, b.reason,
           (s.status, b.status) in (('draft', 'submitted'), ('returned', 'submitted'), ('submitted', 'returned'),
               ('submitted', 'accepted'), ('draft', 'withdrawn'), ('submitted', 'withdrawn'),
               ('returned', 'withdrawn'), ('accepted', 'withdrawn')) as allowed,
           b.status as wanted,
           holds(case when b.status in ('accepted', 'returned') or s.status = 'accepted' then 'submissions:accept' else 'submissions:write' end) as may
    from submission s, b
    where s.submission = :submission::uuid
), commented as (
    select t.practice_id, t.submission, t.program_id, n.ordinality as place, c.item, c.comment, i.position
    from target t, b, jsonb_array_elements(coalesce(b.comments, '[]')) with ordinality n (it, ordinality)
    cross join jsonb_to_record(n.it) as c (item text, comment text)
    left join item i on i.version_id = (select version_id from target) and i.item = c.item
), faults as materialized (
    select fault('/reason', 'missing', 'is required: what is to be done') as fault from target where wanted = 'returned' and reason is null
    union all
    select fault('/comments', 'not_taken', 'are of what is returned') from target
    where wanted <> 'returned' and exists (select from commented)
    union all
    select fault('/comments/' || place - 1 || '/item', 'unknown_item', 'is not an item of this version')
    from commented where item is not null and position is null
), ready as materialized (
    select t.*, t.allowed and t.may and t.revision = :revision::int as fits from target t
), barred as materialized (
    select is_own(r.practice_id, r.submission, caller_identity()) as own,
           (select jsonb_agg(fault('/status', case f.severity when 'error' then 'rule_broken' else 'not_acknowledged' end,
                                   format('%s: %s (%s)', f.rule, f.text, f.detail)) order by f.rule)
            from quality_found(array[r.submission]) f where f.state = 'open') as open
    from ready r where r.fits and r.wanted = 'accepted'
), closed as materialized (
    select w.wave, w.closes_on from ready r join wave w using (wave_id)
    where r.fits and r.wanted = 'submitted' and wave_state(w, current_date) = 'closed'
), moving as (
    -- Locked before anything is superseded: who comes too late moves nothing.
    select s.practice_id, s.program_id, s.wave_id, s.version_id, s.respondent, s.submission, t.wanted, t.reason
    from ready t join submission s on s.practice_id = t.practice_id and s.submission = t.submission
    where t.fits and s.revision = :revision::int and not exists (select from faults) and not exists (select from closed)
      and not exists (select from barred where own or open is not null)
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
    set status = m.wanted, status_reason = m.reason, revision = s.revision + 1,
        submitted_at = case when m.wanted = 'submitted' then now() else s.submitted_at end,
        accepted_at = case when m.wanted = 'accepted' then now() else s.accepted_at end,
        accepted_by = case when m.wanted = 'accepted' then actor() else s.accepted_by end,
        supersedes = coalesce(after_these.submission, s.supersedes)
    from moving m, (select max(o.submission::text)::uuid as submission from superseded o) after_these
    where s.practice_id = m.practice_id and s.submission = m.submission and s.revision = :revision::int
    returning s as it
), noted as (
    insert into submission_comment (practice_id, submission, program_id, revision, place, position, comment)
    select c.practice_id, c.submission, c.program_id, (changed.it).revision, c.place, c.position, c.comment from commented c, changed
)
select case when not (changed.it is null) then null
            when not t.may then 'forbidden'
            when t.revision <> :revision::int then 'precondition-failed'
            when not t.allowed then 'conflict'
            when exists (select from faults) then 'invalid-content'
            when barred.own then 'forbidden'
            when closed.wave is not null or barred.open is not null then 'conflict'
            else 'precondition-failed' end as _problem,
       case when not t.may or t.revision <> :revision::int then null
            when not t.allowed then format('A submission that is %s cannot become %s.', t.status, t.wanted)
            when exists (select from faults) then null
            when barred.own then 'Who made or handed in a submission does not accept it; somebody else does.'
            when closed.wave is not null then format('The wave %s closed on %s.', closed.wave, closed.closes_on)
            when barred.open is not null then 'Quality rules stand against it: see errors.' end as _detail,
       case when changed.it is null then coalesce((select jsonb_agg(fault) from faults), barred.open) end as _errors, x.*
from ready t left join barred on true left join closed on true left join changed on true left join lateral shown(changed.it) x on true
