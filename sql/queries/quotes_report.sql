-- quotes_report(program, pass, kind, level, agreed, code, quotes) reads
-- Of what may be quoted: sources in the order of a hash, and of each one excerpt in that order; the same ones each time, and nobody's choice.
with recursive
-- include themes_counted
, below as (
    select c.place, c.code_id, d.code, d.version_id from codes c join code d using (code_id)
    where :code::text is null or c.code = any (string_to_array(:code, ','))
    union all
    select b.place, d.code_id, d.code, d.version_id from below b join code d on d.version_id = b.version_id and d.parent = b.code
), chosen as materialized (
    select * from (
        select m.place, s.source_id, row_number() over (partition by m.place order by md5(concat_ws(' ', :program, :pass, s.source))) as nth
        from said m join source s using (source_id)
        where s.consent in ('deidentified', 'attributed') and not s.part2 and m.place in (select place from below)
    ) m where nth <= :quotes::int
), reading as materialized (
    -- An excerpt that the reconciling pass did not read is as the reconciled one says.
    select s.source_id, g.excerpt_id, g.coder_id, g.code_id
    from (select distinct source_id from chosen) s join excerpt e using (source_id) join coding g using (excerpt_id)
    cross join counted n join pass p on p.pass_id = n.pass_id
    where g.pass_id = n.pass_id
       or g.pass_id = (select b.pass_id from pass b where b.pass_id = p.reconciles_id and b.released_at is not null)
          and not exists (select from coding r where r.excerpt_id = g.excerpt_id and r.pass_id = n.pass_id)
), readers as materialized (
    select excerpt_id, count(distinct coder_id) as coders from reading group by excerpt_id
), given as materialized (
    select g.source_id, g.excerpt_id, b.place, count(distinct g.coder_id) as coders from reading g join below b using (code_id) group by 1, 2, 3
), first as (
    select distinct on (c.place, c.source_id) c.place, c.source_id, c.nth, g.excerpt_id
    from chosen c join given g using (place, source_id) join readers r using (excerpt_id) join excerpt e using (excerpt_id)
    where case :agreed when 'majority' then 2 * g.coders > r.coders when 'all' then g.coders = r.coders else true end
    order by c.place, c.source_id, md5(concat_ws(' ', :program, :pass, e.starts, e.ends))
)
select case when not exists (select from counted) then 'not-found' end as _problem, p.practice as _practice, k.code, k.label, k.kind,
       f.nth as quote, s.source, s.kind as source_kind, s.consent,
       case when s.consent = 'attributed' then
           (select string_agg(distinct n.role, ', ' order by n.role) from source_participant n where n.source_id = s.source_id) end as role,
       e.starts || '-' || e.ends as excerpt, e.text
from (values (1)) one
left join (first f join source s using (source_id) join excerpt e using (excerpt_id) join codes k using (place)
           left join practice p on p.practice_id = s.practice_id) on true
where f.nth is not null or not exists (select from counted)
order by k.place, f.nth
