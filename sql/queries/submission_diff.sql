-- submission_diff(submission, against) reads
-- Against the one named; else the one superseded; else, while it waits, the one that it would supersede.
with target as materialized (
    select s.*, v.instrument_id from submission s join instrument_version v using (version_id) where s.submission = :submission::uuid
), other as materialized (
    select o.*
    from target t
    join submission o on o.practice_id = t.practice_id and o.program_id = t.program_id and o.wave_id = t.wave_id and o.submission <> t.submission
    join instrument_version v on v.version_id = o.version_id and v.instrument_id = t.instrument_id
    where case when :against::uuid is not null then o.submission = :against::uuid
               when t.supersedes is not null then o.submission = t.supersedes
               else o.status = 'accepted' and o.version_id = t.version_id and o.respondent = t.respondent
                    and t.status in ('draft', 'submitted', 'returned') end
), old as (
    select a.*, i.label, l.code, m.reason from other o
    join observation a on a.practice_id = o.practice_id and a.submission = o.submission
    join item i on i.version_id = a.version_id and i.position = a.position
    left join scale_level l on l.scale_id = i.scale_id and l.level = a.answer
    left join missing_reason m using (reason_id)
), new as (
    select a.*, i.label, l.code, m.reason from target t
    join observation a on a.practice_id = t.practice_id and a.submission = t.submission
    join item i on i.version_id = a.version_id and i.position = a.position
    left join scale_level l on l.scale_id = i.scale_id and l.level = a.answer
    left join missing_reason m using (reason_id)
), diff as (
    select coalesce(n.position, o.position) as position, item, coalesce(n.domain, o.domain) as domain, coalesce(n.label, o.label) as label,
           trim_scale(o.value) as before, trim_scale(n.value) as after, trim_scale(n.value - o.value) as change, o.code as code_before,
           n.code as code_after, o.denominator as denominator_before, n.denominator as denominator_after, o.text as text_before,
           n.text as text_after, o.reason as reason_before, n.reason as reason_after
    from new n full join old o using (item)
    where (n.value, n.denominator, n.text, n.reason) is distinct from (o.value, o.denominator, o.text, o.reason)
)
select case when t.submission is null or :against::uuid is not null and o.submission is null then 'not-found' end as _problem,
       p.practice as _practice, o.submission as against, d.item, d.domain, d.label, d.before, d.after, d.change, d.code_before, d.code_after,
       d.denominator_before, d.denominator_after, d.text_before, d.text_after, d.reason_before, d.reason_after
from (values (1)) one
left join target t on true
left join other o on true
left join practice p on p.practice_id = t.practice_id
left join diff d on true
where d.item is not null or t.submission is null or :against::uuid is not null and o.submission is null
order by d.position
