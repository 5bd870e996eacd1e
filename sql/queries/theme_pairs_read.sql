-- theme_pairs_read(program, pass, kind, level, agreed, by) reads
-- Pairs of codes that are together anywhere; a code is always with those above it, so that is not told.
with recursive
-- include themes_counted
, tree as (
    select d.code, d.parent, d.version_id from counted join code d using (version_id) where d.parent is not null
    union all
    select t.code, u.parent, t.version_id from tree t join code u on u.version_id = t.version_id and u.code = t.parent and u.parent is not null
), units as (
    select case when :by::text = 'practice' then s.practice_id else s.source_id end as unit from counted join coded_source s using (pass_id)
), there as materialized (
    select distinct case when :by::text = 'practice' then practice_id else source_id end as unit, place
    from said where :by::text <> 'practice' or practice_id is not null
), alone as (
    select place, count(*) as n from there group by place
), together as (
    select a.place, b.place as other_place, count(*) as n from there a join there b on a.unit = b.unit and a.place < b.place group by 1, 2
)
select c.code, c.label, c.kind, o.code as other_code, t.n as together, a.n as one, b.n as other, (select count(distinct unit) from units) as units
from together t join codes c using (place) join codes o on o.place = t.other_place
join alone a on a.place = t.place join alone b on b.place = t.other_place
where not exists (select from tree x where (x.code, x.parent) in ((c.code, o.code), (o.code, c.code)))
order by t.place, t.other_place
