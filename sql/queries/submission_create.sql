-- submission_create(program, instrument, version, wave, status, columns, rows, sha256) writes
--
-- rows: [{"row": 2, "cells": {"practice": "p01", ...}}, ...], wide or long; see openapi.yaml.
-- Everything is checked; with any fault nothing is stored.
with columns as (
    select 1 as row, name from jsonb_array_elements_text(:columns::jsonb) c (name)
), sent as materialized (
    select (r ->> 'row')::int as row, r -> 'cells' as cells from jsonb_array_elements(:rows::jsonb) r
), places as (
    select row as place, row, cells ->> 'practice' as practice, cells ->> 'wave' as wave, cells ->> 'respondent' as respondent,
           cells ->> 'method' as method
    from sent
), spoken as (
    select s.row, split_part(c.key, '.', 1) as item, coalesce(nullif(split_part(c.key, '.', 2), ''), 'value') as part, c.value
    from sent s, jsonb_each_text(s.cells) c
    where not :columns::jsonb ? 'item' and c.key not in ('practice', 'wave', 'respondent', 'method')
    union all
    select s.row, s.cells ->> 'item', c.key, c.value
    from sent s, jsonb_each_text(s.cells) c
    where :columns::jsonb ? 'item' and c.key in ('value', 'denominator', 'reason', 'text')
), told as materialized (
    select row_number() over ()::int as answer, row, item, max(value) filter (where part = 'value') as value,
           max(value) filter (where part = 'denominator') as denominator,
           max(value) filter (where part = 'reason') as reason,
           max(value) filter (where part = 'text') as text
    from spoken group by row, item
), lines as (
    select s.row, s.row as place, array_agg(t.answer) filter (where t.answer is not null) as answers
    from sent s left join told t using (row) group by s.row
), torn as (
    select 0 as row, '' as "column", '' as code, '' as detail where false
), carries as (
    select s.row, c.key as name, c.value from sent s, jsonb_each_text(s.cells) c where c.key in ('program', 'instrument', 'version')
), mode as (
    select false as partial
),
-- include answers_checked
, kept as (
    select * from filled
),
-- include answers_stored
select case when failed.count > 0 then 'invalid-content' end as _problem, failed.errors as _errors,
       failed.count as _error_count, s.submission, :program as program, p.practice, w.wave, :instrument as instrument,
       :version as version, s.respondent, s.status,
       case when s.supersedes is not null or exists (
           select from submission o where o.practice_id = s.practice_id and o.wave_id = s.wave_id
             and o.version_id = s.version_id and o.respondent = s.respondent and o.status = 'accepted')
            then 'superseding' else 'created' end as outcome,
       f.answered
from (select count(*), jsonb_agg(jsonb_build_object('row', row, 'column', "column", 'code', code, 'detail', detail)
                                 order by row, "column", code) filter (where nth <= 1000) as errors
      from (select *, row_number() over (order by row, "column", code) as nth from faults) n) failed
left join stored s on true
left join practice p on p.practice_id = s.practice_id
left join wave w on w.wave_id = s.wave_id
left join filled f on f.practice_id = s.practice_id and f.wave_id = s.wave_id and f.respondent = s.respondent
order by p.practice, w.position, s.respondent
