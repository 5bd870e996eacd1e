-- finding_acknowledge(submission, rule, body) writes
-- What was acknowledged stays as it was acknowledged first.
with found as materialized (
    select s.program_id, s.status, f.* from submission s, quality_found(array[s.submission]) f
    where s.submission = :submission::uuid and f.rule = :rule
), made as (
    insert into quality_acknowledgement (practice_id, submission, rule_id, program_id, detail, reason)
    select f.practice_id, f.submission, f.rule_id, f.program_id, f.detail, b.reason
    from found f, jsonb_to_record(:body::jsonb) as b (reason text)
    where f.severity = 'warning' and f.reason is null
    returning reason, acknowledged_at, acknowledged_by
)
select case when f.severity = 'error' then 'conflict' end as _problem,
       case when f.severity = 'error' then 'An error is corrected, not acknowledged.' end as _detail,
       p.practice as _practice, f.rule, f.severity, f.item, f.text, f.detail, 'acknowledged' as state, coalesce(f.reason, m.reason) as reason,
       iso(coalesce(f.acknowledged_at, m.acknowledged_at)) as acknowledged_at, coalesce(f.acknowledged_by, m.acknowledged_by) as acknowledged_by
from found f join practice p using (practice_id) left join made m on true
