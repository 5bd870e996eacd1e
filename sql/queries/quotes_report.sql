-- quotes_report(program, pass, kind, level, agreed, code, quotes) reads
-- Of what may be quoted, one excerpt a source and code, in the order of a hash: the same ones each time, and nobody's choice.
with
-- include themes_counted
, reading as (
    select c.excerpt_id, c.coder_id, c.code_id from counted join coding c using (pass_id)
    union all
    select c.excerpt_id, c.coder_id, c.code_id
    from counted n join pass p using (pass_id) join pass b on b.pass_id = p.reconciles_id and b.released_at is not null
    join coding c on c.pass_id = b.pass_id
    where c.excerpt_id not in (select r.excerpt_id from coding r where r.pass_id = n.pass_id)
), readers as materialized (
    select excerpt_id, count(distinct coder_id) as coders from reading group by excerpt_id
), given as materialized (
    select g.excerpt_id, c.place, count(*) as coders
    from reading g join codes c using (code_id)
    where :code::text is null or c.code = any (string_to_array(:code, ',')) group by 1, 2
), permitted as (
    select g.place, s.source_id, s.source, s.kind, s.consent, s.practice_id, e.starts, e.ends, e.text,
           encode(sha256(convert_to(concat_ws(' ', :program, :pass, s.source, e.starts, e.ends), 'UTF8')), 'hex') as hash
    from given g join readers r using (excerpt_id) join excerpt e using (excerpt_id) join source s using (source_id)
    where s.consent in ('deidentified', 'attributed') and not s.part2
      and case :agreed when 'majority' then 2 * g.coders > r.coders when 'all' then g.coders = r.coders else true end
), chosen as (
    select p.*, row_number() over (partition by p.place order by p.hash) as nth
    from (select distinct on (place, source_id) * from permitted order by place, source_id, hash) p
)
select case when not exists (select from counted) then 'not-found' end as _problem, p.practice as _practice, k.code, k.label, k.kind,
       c.nth as quote, c.source, c.kind as source_kind, c.consent,
       case when c.consent = 'attributed' then
           (select string_agg(distinct n.role, ', ' order by n.role) from source_participant n where n.source_id = c.source_id) end as role,
       c.starts || '-' || c.ends as excerpt, c.text
from (values (1)) one left join (chosen c join codes k using (place) left join practice p using (practice_id)) on c.nth <= :quotes::int
where c.source is not null or not exists (select from counted)
order by k.place, c.nth
