-- excerpt_create(program, source, columns, rows) writes
-- A text is cut into pieces first: to find the end of a long one takes as long as it is.
with whole as materialized (
    select s.*, t.text
    from program g join source s using (program_id) join source_text t using (source_id)
    where g.program = :program and s.source = :source
), sent as (
    select (r ->> 'row')::int as row, r -> 'cells' ->> 'start' as starts, r -> 'cells' ->> 'end' as ends
    from jsonb_array_elements(:rows::jsonb) r
), read as (
    select row, starts as said_starts, ends as said_ends, case when starts ~ '^\d{1,9}$' then starts::int end as starts,
           case when ends ~ '^\d{1,9}$' then ends::int end as ends
    from sent
), faults as (
    select 1 as row, c.name as "column", 'unknown_column' as code, 'is neither start nor end' as detail
    from jsonb_array_elements_text(:columns::jsonb) c (name) where c.name <> all (array['start', 'end'])
    union all
    select row, d.key, case when d.said is null then 'missing' else 'invalid_type' end, 'must be a whole number, counted in code points'
    from read r, lateral (values ('start', r.said_starts, r.starts), ('end', r.said_ends, r.ends)) d (key, said, value)
    where d.value is null
    union all
    select row, 'end', 'too_small', 'must be behind the start' from read where ends <= starts
    union all
    select row, 'end', 'outside', 'is behind the text, which has ' || characters || ' code points' from read, whole where ends > characters
    union all
    select row, 'end', 'too_large', 'must be at most 10000 code points behind the start' from read where ends - starts > 10000
    union all
    select row, 'start', 'repeated', 'is there already with this end'
    from (select row, starts, row_number() over (partition by starts, ends order by row) as nth from read) n
    where nth > 1 and starts is not null
), pieces as materialized (
    select n, substr(w.text, n * 1000 + 1, 1000) as text from whole w, generate_series(0, (w.characters - 1) / 1000) n
), cut as (
    select r.starts, r.ends, string_agg(substr(p.text, greatest(r.starts - n * 1000, 0) + 1,
                                               least(r.ends - n * 1000, 1000) - greatest(r.starts - n * 1000, 0)), '' order by n) as text
    from read r cross join generate_series(r.starts / 1000, (r.ends - 1) / 1000) k join pieces p on p.n = k
    where not exists (select from faults)
    group by r.starts, r.ends
), made as (
    insert into excerpt as e (program_id, practice_id, source_id, starts, ends, consent, configuration, text)
    select w.program_id, w.practice_id, w.source_id, c.starts, c.ends, w.consent, text_configuration(w.language), c.text
    from whole w, cut c
    on conflict (source_id, starts, ends) do nothing
    returning e.starts, e.ends, e.text
), done as (
    select starts, ends, text, 'created' as outcome from made
    union all
    select e.starts, e.ends, e.text, 'present'
    from whole w join excerpt e using (source_id) join read r on r.starts = e.starts and r.ends = e.ends
    where not exists (select from faults)
)
select case when not exists (select from whole) then 'not-found' when failed.count > 0 then 'invalid-content' end as _problem,
       failed.errors as _errors, failed.count as _error_count, p.practice as _practice, w.source,
       d.starts || '-' || d.ends as excerpt, d.starts as start, d.ends as "end", d.text, d.outcome
from (select count(*), jsonb_agg(jsonb_build_object('row', row, 'column', "column", 'code', code, 'detail', detail)
                                 order by row, "column", code) filter (where nth <= 1000) as errors
      from (select *, row_number() over (order by row, "column", code) as nth from faults) n) failed
left join whole w on true
left join practice p using (practice_id)
left join done d on true
order by d.starts, d.ends
