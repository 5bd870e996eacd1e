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
), mode as (
    select :partial::boolean as partial
),
-- include answers_checked
, judged as (
    -- The same again: a draft is nothing new beside what was handed in.
    select f.*, case when stands.same then 'unchanged' when stands.same is null then 'created' else 'superseding' end as outcome
    from filled f cross join form
    left join lateral (
        select (s.answers = f.answers and s.method = coalesce(f.method, case when f.respondent = '' then 'consensus' else 'respondent' end)
                and coalesce(s.denominators, array_fill(null::bigint, array[cardinality(f.answers)])) = f.denominators
                and coalesce(s.reasons, array_fill(null::smallint, array[cardinality(f.answers)])) = f.reasons
                and coalesce(s.texts, array_fill(null::text, array[cardinality(f.answers)])) = f.texts
                and (s.status in ('submitted', 'accepted') or s.status = :status)) as same
        from submission s
        where s.practice_id = f.practice_id and s.wave_id = f.wave_id and s.version_id = form.version_id
          and s.respondent = f.respondent and s.status in ('draft', 'submitted', 'returned', 'accepted')
        order by s.status = 'accepted' limit 1) stands on true
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
