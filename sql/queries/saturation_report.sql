-- saturation_report(program, pass, kind, level, agreed, source_kind) reads
-- Sources in the order in which they were held; those of no known day last, by their codes.
with
-- include themes_counted
, ordered as (
    select s.source_id, s.source, s.kind, s.held_on, s.practice_id, s.excerpts, row_number() over (order by s.held_on, s.source) as position
    from counted join coded_source s using (pass_id)
    where :source_kind::text is null or s.kind = :source_kind
), first_said as (
    select place, min(position) as position from said join ordered using (source_id) group by place
)
select case when not exists (select from counted) then 'not-found' end as _problem, o.position, o.source, o.kind, o.held_on, p.practice,
       o.excerpts, (select count(*) from said m where m.source_id = o.source_id) as codes,
       count(f.place) as new_codes, (sum(count(f.place)) over (order by o.position))::bigint as codes_so_far,
       (select count(*) from codes) as codes_in_all
from (values (1)) one left join (ordered o left join practice p using (practice_id) left join first_said f using (position)) on true
where o.source is not null or not exists (select from counted)
group by o.position, o.source_id, o.source, o.kind, o.held_on, p.practice, o.excerpts
order by o.position
