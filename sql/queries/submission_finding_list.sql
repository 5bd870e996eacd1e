-- submission_finding_list(submission) reads
select case when s.submission is null then 'not-found' end as _problem, p.practice as _practice, f.rule, f.severity, f.item, f.text, f.detail,
       f.state, f.reason, iso(f.acknowledged_at) as acknowledged_at, f.acknowledged_by
from (values (1)) one
left join submission s on s.submission = :submission::uuid
left join practice p on p.practice_id = s.practice_id
left join lateral quality_found(array[s.submission]) f on true
where f.rule is not null or s.submission is null
order by f.severity, f.rule
