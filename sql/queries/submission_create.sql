-- submission_create(program, instrument, version, wave, status, columns, rows, sha256) writes
--
-- rows: [{"row": 2, "cells": {"practice": "p01", ...}}, ...], wide or long; see openapi.yaml.
-- Everything is checked; with any fault nothing is stored.
with target as (
    select program_id from program where program = :program
), form as (
    select v.version_id from instrument_version v join instrument i using (instrument_id)
    where i.instrument = :instrument and v.version = :version
), items as (
    select i as it, i.position, i.item, i.kind, i.decimals from item i join form using (version_id)
), layout as (
    select :columns::jsonb ? 'item' as is_long
), carried as (
    -- What a file has that was exported; an item of that name is meant where there is one.
    select name from unnest(array['program', 'instrument', 'version', 'submission', 'status', 'level', 'level_label']) name, layout
    where is_long or name not in (select item from items)
), sent as (
    select (r ->> 'row')::int as row, r -> 'cells' as cells,
           coalesce(r -> 'cells' ->> 'wave', :wave) as wave,
           coalesce(r -> 'cells' ->> 'respondent', '') as respondent,
           r -> 'cells' ->> 'method' as method, r -> 'cells' ->> 'practice' as practice
    from jsonb_array_elements(:rows::jsonb) r
), located as (
    select s.*, p.practice_id, w.wave_id, e.practice_id is not null as enrolled, x.wave_id is not null as expected
    from sent s
    left join practice p on p.practice = s.practice
    left join wave w on w.program_id = (select program_id from target) and w.wave = s.wave
    left join enrolment e on e.practice_id = p.practice_id and e.program_id = w.program_id
         and e.enrolled_on <= w.ends_on and coalesce(e.withdrawn_on > w.starts_on, true)
    left join wave_instrument x on x.wave_id = w.wave_id and x.version_id = (select version_id from form)
), parts as (
    select l.row, split_part(c.key, '.', 1) as item, coalesce(nullif(split_part(c.key, '.', 2), ''), 'value') as part, c.value
    from located l, layout, jsonb_each_text(l.cells) c
    where not is_long and c.key not in ('practice', 'wave', 'respondent', 'method') and c.key not in (select name from carried)
    union all
    select l.row, l.cells ->> 'item', c.key, c.value
    from located l, layout, jsonb_each_text(l.cells) c
    where is_long and c.key in ('value', 'denominator', 'reason', 'text')
), answered as (
    select row, item, max(value) filter (where part = 'value') as value,
           max(value) filter (where part = 'denominator') as denominator,
           max(value) filter (where part = 'reason') as reason,
           max(value) filter (where part = 'text') as text
    from parts group by row, item
), meant as (
    select a.row, i.position, i.it, i.kind, i.decimals, a.item, a.denominator,
           case when i.kind = 'text' then coalesce(a.text, a.value) else a.text end as text,
           case when i.kind <> 'text' and stands.reason_id is null then a.value end as value,
           coalesce(a.reason, stands.reason) as reason, coalesce(stands.reason_id, said.reason_id) as reason_id
    from answered a join items i using (item)
    left join missing_reason stands on stands.reason = a.value and i.kind <> 'text'
    left join missing_reason said on said.reason = a.reason
), valued as (
    select m.*, answer_number(m.it, m.value) as number from meant m
), faults as (
    select 0 as row, 'program' as "column", 'unknown_program' as code, 'is not a program that this key sees' as detail
    where not exists (select from target)
    union all
    select 0, 'instrument', 'unknown_instrument', 'is not an instrument and version that are known'
    where not exists (select from form)
    union all
    select 1, 'practice', 'missing', 'is a column that must be there' where not :columns::jsonb ? 'practice'
    union all
    select 1, 'wave', 'missing', 'is needed as a column or as a parameter'
    where :wave::text is null and not :columns::jsonb ? 'wave'
    union all
    select 1, c.name, 'unknown_column', 'is not an item of this version, nor a column known here'
    from jsonb_array_elements_text(:columns::jsonb) c (name), layout
    where exists (select from form)
      and c.name <> all (array['practice', 'wave', 'respondent', 'method']) and c.name not in (select name from carried)
      and case when is_long then c.name <> all (array['item', 'value', 'denominator', 'reason', 'text'])
               else split_part(c.name, '.', 1) not in (select item from items)
                 or c.name !~ '^[^.]+([.](value|denominator|reason|text))?$' end
    union all
    select 1, c.name, 'repeated', 'says the same as the column ' || split_part(c.name, '.', 1)
    from jsonb_array_elements_text(:columns::jsonb) c (name)
    where c.name like '%.value' and :columns::jsonb ? split_part(c.name, '.', 1)
    union all
    select l.row, c.key, 'not_this', 'is not the ' || c.key || ' that the file is handed in for'
    from located l, jsonb_each_text(l.cells) c, carried k
    where k.name = c.key and c.value <> case c.key when 'program' then :program when 'instrument' then :instrument
                                                   when 'version' then :version else c.value end
    union all
    select row, 'practice', 'missing', 'is empty' from located where practice is null and :columns::jsonb ? 'practice'
    union all
    select min(row), 'practice', 'unknown_practice', practice || ' is not a practice that this key sees'
    from located where practice is not null and practice_id is null group by practice
    union all
    select min(case when cells ? 'wave' then row else 0 end), 'wave', 'unknown_wave', wave || ' is not a wave of the program'
    from located where wave is not null and wave_id is null and exists (select from target) group by wave
    union all
    select min(row), 'practice', 'not_enrolled', practice || ' is not enrolled in the program at wave ' || wave
    from located where practice_id is not null and wave_id is not null and not enrolled group by practice, wave
    union all
    select min(case when cells ? 'wave' then row else 0 end), 'wave', 'not_collected',
           wave || ' is a wave at which this instrument is not collected'
    from located where wave_id is not null and not expected and exists (select from form) group by wave
    union all
    select row, 'method', 'not_allowed', 'must be one of: consensus, respondent, rater'
    from located where method <> all (array['consensus', 'respondent', 'rater'])
    union all
    select row, 'respondent', 'invalid_format', 'must be a code of at most 64 characters'
    from located where respondent !~ '^[A-Za-z0-9_.-]{0,64}$'
    union all
    select a.row, 'item', 'unknown_item', coalesce(a.item || ' is not an item of this version', 'is empty')
    from answered a, layout where is_long and exists (select from form)
      and (a.item is null or a.item not in (select item from items))
    union all
    select row, 'item', 'repeated', 'is answered a second time'
    from (select l.row, is_long, row_number() over (partition by practice_id, wave_id, respondent,
                     case when is_long then cells ->> 'item' end order by l.row) as nth
          from located l, layout where practice_id is not null) r
    where nth > 1 and is_long
    union all
    select row, 'practice', 'repeated', 'has a row for this wave and respondent already'
    from (select l.row, row_number() over (partition by practice_id, wave_id, respondent order by l.row) as nth
          from located l, layout where practice_id is not null and not is_long) r
    where nth > 1
    union all
    select v.row, case when is_long then f.part when f.part = 'value' then v.item else v.item || '.' || f.part end,
           f.code, f.detail
    from valued v, layout, lateral answer_faults(v.it, v.number, v.value, v.denominator, v.text, v.reason, v.reason_id) f
), sheets as (
    select practice_id, wave_id, respondent, max(method) as method
    from located where not exists (select from faults)
    group by practice_id, wave_id, respondent
), placed as (
    select l.practice_id, l.wave_id, l.respondent, v.position, v.number, v.denominator, v.reason_id, v.text
    from valued v join located l using (row)
), filled as (
    select s.practice_id, s.wave_id, s.respondent, s.method,
           array_agg((v.number * 10 ^ i.decimals)::bigint order by position) as answers,
           array_agg(v.denominator::bigint order by position) as denominators,
           array_agg(v.reason_id order by position) as reasons,
           array_agg(v.text order by position) as texts,
           count(coalesce(v.number::text, v.text)) as answered
    from sheets s cross join items i
    left join placed v using (practice_id, wave_id, respondent, position)
    group by s.practice_id, s.wave_id, s.respondent, s.method
), waiting as (
    update submission s
    set status = 'superseded', superseded_at = now(), revision = s.revision + 1
    from filled f, form
    where s.practice_id = f.practice_id and s.wave_id = f.wave_id and s.respondent = f.respondent
      and s.version_id = form.version_id and s.status in ('draft', 'submitted', 'returned')
    returning s.practice_id, s.wave_id, s.respondent, s.submission
), stored as (
    insert into submission (practice_id, program_id, wave_id, version_id, respondent, method, status, answers,
                            denominators, reasons, texts, supersedes, source_sha256, submitted_at)
    select f.practice_id, target.program_id, f.wave_id, form.version_id, f.respondent,
           coalesce(f.method, case when f.respondent = '' then 'consensus' else 'respondent' end), :status, f.answers,
           case when cardinality(array_remove(f.denominators, null)) > 0 then f.denominators end,
           case when cardinality(array_remove(f.reasons, null)) > 0 then f.reasons end,
           case when cardinality(array_remove(f.texts, null)) > 0 then f.texts end,
           (select w.submission from waiting w where w.practice_id = f.practice_id and w.wave_id = f.wave_id
                                                 and w.respondent = f.respondent),
           decode(:sha256, 'hex'), case when :status = 'submitted' then now() end
    from filled f, target, form, (select count(*) from waiting) after_these
    returning *
)
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
