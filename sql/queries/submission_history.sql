-- submission_history(submission) reads
select case when s.submission is null then 'not-found' end as _problem, p.practice as _practice, iso(e.changed_at) as changed_at,
       e.status, e.reason, e.changed_by
from (values (1)) one
left join submission s on s.submission = :submission::uuid
left join practice p on p.practice_id = s.practice_id
left join submission_event e on e.practice_id = s.practice_id and e.submission = s.submission
order by e.event_id
