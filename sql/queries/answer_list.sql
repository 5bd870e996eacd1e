-- answer_list(submission) reads
select case when s.submission is null then 'not-found' end as _problem, p.practice as _practice, o.position, o.item, o.domain, i.label,
       o.kind, trim_scale(o.value) as value, o.denominator, l.code, o.text, m.reason
from (values (1)) one
left join submission s on s.submission = :submission::uuid
left join practice p on p.practice_id = s.practice_id
left join observation o on o.submission = s.submission and o.practice_id = s.practice_id
left join item i on i.version_id = s.version_id and i.position = o.position
left join scale_level l on l.scale_id = i.scale_id and l.level = o.answer
left join missing_reason m using (reason_id)
order by o.position
