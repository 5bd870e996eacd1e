-- comment_list(submission) reads
select case when s.submission is null then 'not-found' end as _problem, p.practice as _practice, iso(c.commented_at) as commented_at,
       c.revision, i.item, i.label, c.comment, c.commented_by
from (values (1)) one
left join submission s on s.submission = :submission::uuid
left join practice p on p.practice_id = s.practice_id
left join submission_comment c on c.practice_id = s.practice_id and c.submission = s.submission
left join item i on i.version_id = s.version_id and i.position = c.position
where c.comment is not null or s.submission is null
order by c.revision, c.place
