-- coding_create(program, pass, columns, rows) writes
-- The caller's codings of each excerpt that is named become those that are sent.
with me as (
    select p.program_id, p.pass_id, p.pass, p.version_id, p.released_at, c.coder_id, c.coder
    from program g join pass p using (program_id)
    left join lateral (select c.coder_id, c.coder from pass_coder c
                       where c.pass_id = p.pass_id and c.coder_id = any ((select own_coders())::int[])
                       order by c.coder_id limit 1) c on true
    where g.program = :program and p.pass = :pass
), sent as materialized (
    select (r ->> 'row')::int as row, c.* from jsonb_array_elements(:rows::jsonb) r,
         jsonb_to_record(r -> 'cells') as c (source text, excerpt text, code text, valence text, memo text)
), named as (
    select s.*, case when excerpt ~ '^\d{1,9}-\d{1,9}$' then split_part(excerpt, '-', 1)::int end as starts,
           case when excerpt ~ '^\d{1,9}-\d{1,9}$' then split_part(excerpt, '-', 2)::int end as ends
    from sent s
), known as materialized (
    select n.*, e.excerpt_id, e.practice_id, c.code_id, c.codable
    from named n cross join me
    left join (source o join excerpt e using (source_id)) on o.program_id = me.program_id and o.source = n.source
                                                         and e.starts = n.starts and e.ends = n.ends
    left join code c on c.version_id = me.version_id and c.code = n.code
), faults as (
    select 1 as row, c.name as "column", 'unknown_column' as code, 'is not known here' as detail
    from jsonb_array_elements_text(:columns::jsonb) c (name)
    where c.name <> all (array['source', 'excerpt', 'code', 'valence', 'memo'])
    union all
    select k.row, d.key, 'missing', 'is required'
    from known k, lateral (values ('source', k.source), ('excerpt', k.excerpt)) d (key, value) where d.value is null
    union all
    select row, 'excerpt', 'unknown_excerpt', 'is not an excerpt of this source, START-END in code points' from known
    where excerpt_id is null and source is not null and excerpt is not null
    union all
    select row, 'code', 'unknown_code', 'is not a code of the version with which this pass is coded' from known
    where code is not null and code_id is null
    union all
    select row, 'code', 'not_allowed', 'heads other codes and is given to nothing' from known where not codable
    union all
    select row, 'code', 'repeated', 'is there twice for this excerpt'
    from (select row, row_number() over (partition by excerpt_id, code order by row) as nth from known where excerpt_id is not null) n
    where nth > 1
    union all
    select row, 'code', 'conflicting', 'is empty, and given in another row of this excerpt' from known k
    where code is null and exists (select from known o where o.excerpt_id = k.excerpt_id and o.code is not null)
    union all
    select row, 'valence', 'not_allowed', 'must be one of: -1, 0, 1' from known where valence <> all (array['-1', '0', '1'])
    union all
    select row, 'memo', 'too_long', 'must have at most 4000 characters' from known where length(memo) > 4000
), refused as (
    select case when me.pass_id is null then 'not-found' when me.coder_id is null then 'forbidden' when me.released_at is not null then 'conflict'
                when exists (select from faults) then 'invalid-content' end as problem,
           case when me.pass_id is null then null when me.coder_id is null then 'You are not a coder of this pass.'
                when me.released_at is not null then 'The pass was released; it takes no codings any more.' end as detail
    from (values (1)) one left join me on true
), good as (
    select me.program_id, k.practice_id, me.pass_id, k.excerpt_id, me.coder_id, k.code_id, k.valence::smallint as valence, k.memo
    from known k, me where (select problem is null from refused)
), gone as (
    delete from coding c using (select distinct pass_id, coder_id, excerpt_id from good) g
    where c.pass_id = g.pass_id and c.coder_id = g.coder_id and c.excerpt_id = g.excerpt_id
      and not exists (select from good n where n.excerpt_id = c.excerpt_id and n.code_id is not distinct from c.code_id)
    returning 1
), made as (
    insert into coding as c (program_id, practice_id, pass_id, excerpt_id, coder_id, code_id, valence, memo)
    select * from good
    on conflict on constraint coding_is_there_once do update set valence = excluded.valence, memo = excluded.memo, coded_at = now()
        where (c.valence, c.memo) is distinct from (excluded.valence, excluded.memo)
)
select r.problem as _problem, r.detail as _detail, failed.errors as _errors, failed.count as _error_count,
       '/v1/programs/' || :program::text || '/passes/' || :pass::text || '/codings' as _location, me.pass, me.coder,
       (select count(distinct excerpt_id) from good) as excerpts, (select count(code_id) from good) as codings,
       (select count(*) from gone) as removed
from refused r left join me on true,
     (select count(*), jsonb_agg(jsonb_build_object('row', row, 'column', "column", 'code', code, 'detail', detail)
                                 order by row, "column", code) filter (where nth <= 1000) as errors
      from (select *, row_number() over (order by row, "column", code) as nth from faults) n
      where (select problem = 'invalid-content' from refused)) failed
