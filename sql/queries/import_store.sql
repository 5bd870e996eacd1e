-- import_store(program, instrument, version, wave, status, sha256, partial, dry_run) writes
--
-- Takes in what is staged, or with dry_run only says what would become of it.
with columns as (
    select row, a as name from pg_temp.import_staged where kind = 'c'
), places as (
    select id as place, row, a as practice, b as wave, c as respondent, d as method from pg_temp.import_staged where kind = 'n'
), lines as (
    select row, id as place, answers from pg_temp.import_staged where kind in ('n', 'l')
), told as (
    select id as answer, a as item, b as value, c as denominator, d as reason, e as text from pg_temp.import_staged where kind = 'a'
), torn as (
    select row, a as "column", b as code, c as detail from pg_temp.import_staged where kind = 'f'
), carries as (
    select row, a as name, b as value from pg_temp.import_staged where kind = 'x'
), mode as (
    select :partial::boolean as partial
),
-- include answers_checked
, nothing as (
    select array_fill(null::bigint, array[count(*)::int]) as numbers, array_fill(null::smallint, array[count(*)::int]) as reasons,
           array_fill(null::text, array[count(*)::int]) as texts
    from items
), judged as (
    -- The same again: a draft is nothing new beside what was handed in.
    select f.*, case when coalesce(p.submission, a.submission) is null then 'created'
                     when coalesce(p.status, a.status) in ('submitted', 'accepted', :status)
                      and coalesce(p.method, a.method) = coalesce(f.method, case when f.respondent = '' then 'consensus' else 'respondent' end)
                      and coalesce(p.answers, a.answers) = f.answers
                      and coalesce(case when p.submission is null then a.denominators else p.denominators end, nothing.numbers) = f.denominators
                      and coalesce(case when p.submission is null then a.reasons else p.reasons end, nothing.reasons) = f.reasons
                      and coalesce(case when p.submission is null then a.texts else p.texts end, nothing.texts) = f.texts then 'unchanged'
                     else 'superseding' end as outcome
    from filled f cross join form cross join nothing
    left join submission p on p.practice_id = f.practice_id and p.wave_id = f.wave_id and p.version_id = form.version_id
         and p.respondent = f.respondent and p.status in ('draft', 'submitted', 'returned')
    left join submission a on a.practice_id = f.practice_id and a.wave_id = f.wave_id and a.version_id = form.version_id
         and a.respondent = f.respondent and a.status = 'accepted'
), kept as (
    select * from judged where outcome <> 'unchanged' and not :dry_run::boolean
),
-- include answers_stored
select (select count(*) from lines) as rows, counted.created, counted.unchanged, counted.superseding,
       (select count(*) from (select distinct practice, wave, respondent from located) p) - counted.judged as rejected,
       failed.count as fault_count, failed.whole, coalesce(failed.errors, '[]') as faults, (select count(*) from stored) as stored
from (select count(*) as judged, count(*) filter (where outcome = 'created') as created,
             count(*) filter (where outcome = 'unchanged') as unchanged, count(*) filter (where outcome = 'superseding') as superseding
      from judged) counted,
     (select count(*), coalesce(bool_or(whole), false) as whole, jsonb_agg(jsonb_build_object('row', row, 'column', "column", 'code', code, 'detail', detail)
                                 order by row, "column", code) filter (where nth <= 1000) as errors
      from (select *, row_number() over (order by row, "column", code) as nth from faults) n) failed
