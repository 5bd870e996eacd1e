-- Where answers are checked, whatever way they came: a part of statements, which say before it
--   columns(row, name)   what is answered, and the row that says so
--   places(place, row, practice, wave, respondent, method)   whose answers, as said first in this row
--   lines(row, place, answers)   rows of the file, with the numbers of their answers
--   told(answer, item, value, denominator, reason, text)   what may be said by many rows
--   torn(row, column, code, detail)   what is no row of a file
--   carries(row, name, value)   of what program, instrument and version a file says it is
--   mode(partial)   whether practices are taken beside others that are not
-- After it: faults, of which whole ones are of more than one practice; and filled, what
-- there is to be stored, where nothing is wrong.
target as (
    select program_id from program where program = :program
), form as (
    select v.version_id from instrument_version v join instrument i using (instrument_id)
    where i.instrument = :instrument and v.version = :version
), items as (
    select i as it, i.position, i.item, i.kind, i.decimals from item i join form using (version_id)
), layout as (
    select exists (select from columns where name = 'item') as is_long
), carried as (
    -- What a file has that was exported; an item of that name is meant where there is one.
    select name from unnest(array['program', 'instrument', 'version', 'submission', 'status', 'level', 'level_label']) name, layout
    where is_long or name not in (select item from items)
), located as (
    select s.place, s.row, s.practice, coalesce(s.wave, :wave) as wave, s.wave is not null as says_wave,
           coalesce(s.respondent, '') as respondent, s.method, p.practice_id, w.wave_id,
           e.practice_id is not null as enrolled, x.wave_id is not null as expected
    from places s
    left join practice p on p.practice = s.practice
    left join wave w on w.program_id = (select program_id from target) and w.wave = coalesce(s.wave, :wave)
    left join enrolment e on e.practice_id = p.practice_id and e.program_id = w.program_id
         and e.enrolled_on <= w.ends_on and coalesce(e.withdrawn_on > w.starts_on, true)
    left join wave_instrument x on x.wave_id = w.wave_id and x.version_id = (select version_id from form)
), meant as (
    select a.answer, i.position, i.it, i.kind, i.decimals, a.item, a.denominator,
           case when i.kind = 'text' then coalesce(a.text, a.value) else a.text end as text,
           case when i.kind <> 'text' and stands.reason_id is null then a.value end as value,
           coalesce(a.reason, stands.reason) as reason, coalesce(stands.reason_id, said.reason_id) as reason_id
    from told a join items i using (item)
    left join missing_reason stands on stands.reason = a.value and i.kind <> 'text'
    left join missing_reason said on said.reason = a.reason
), valued as materialized (
    -- What is stored of it, once for all that say the same; what is wrong is found below.
    select m.*, (m.number * 10 ^ m.decimals)::bigint as stored,
           case when m.denominator ~ '^[0-9]{1,12}$' then m.denominator::bigint end as stored_denominator,
           coalesce(m.number::text, m.text) is not null as said
    from (select m.*, answer_number(m.it, m.value) as number from meant m) m
), broken as (
    select v.answer, v.item, f.part, f.code, f.detail
    from valued v, lateral answer_faults(v.it, v.number, v.value, v.denominator, v.text, v.reason, v.reason_id) f
    union all
    select a.answer, 'item', 'value', 'unknown_item', coalesce(a.item || ' is not an item of this version', 'is empty')
    from told a where (select is_long from layout) and exists (select from form)
      and (a.item is null or a.item not in (select item from items))
), twice as (
    select t.practice_id, t.wave_id, t.respondent, v.position
    from lines l join located t using (place) cross join unnest(l.answers) u (answer) join valued v using (answer)
    where (select is_long from layout) and t.practice_id is not null
    group by t.practice_id, t.wave_id, t.respondent, v.position having count(*) > 1
), faults as materialized (
    select row, "column", code, detail, true as whole from torn
    union all
    select 0, 'program', 'unknown_program', 'is not a program that this key sees', true
    where not exists (select from target)
    union all
    select 0, 'instrument', 'unknown_instrument', 'is not an instrument and version that are known', true
    where not exists (select from form)
    union all
    select 1, 'practice', 'missing', 'is a column that must be there', true
    where exists (select from columns) and not exists (select from columns where name = 'practice')
    union all
    select 1, 'wave', 'missing', 'is needed as a column or as a parameter', true
    where :wave::text is null and exists (select from columns) and not exists (select from columns where name = 'wave')
    union all
    select c.row, c.name, 'unknown_column', 'is not an item of this version, nor a column known here', true
    from columns c, layout
    where exists (select from form)
      and c.name <> all (array['practice', 'wave', 'respondent', 'method']) and c.name not in (select name from carried)
      and case when is_long then c.name <> all (array['item', 'value', 'denominator', 'reason', 'text'])
               else split_part(c.name, '.', 1) not in (select item from items)
                 or c.name !~ '^[^.]+([.](value|denominator|reason|text))?$' end
    union all
    select c.row, c.name, 'repeated', 'says the same as the column ' || split_part(c.name, '.', 1), true
    from columns c where c.name like '%.value' and exists (select from columns o where o.name = split_part(c.name, '.', 1))
    union all
    select c.row, c.name, 'not_this', 'is not the ' || c.name || ' that the file is handed in for', true
    from carries c join carried using (name)
    where c.value <> case c.name when 'program' then :program when 'instrument' then :instrument else :version end
    union all
    select l.row, 'practice', 'missing', 'is empty', false from lines l join located t using (place)
    where t.practice is null and exists (select from columns where name = 'practice')
    union all
    select min(row), 'practice', 'unknown_practice', practice || ' is not a practice that this key sees', false
    from located where practice is not null and practice_id is null group by practice
    union all
    select min(case when says_wave then row else 0 end), 'wave', 'unknown_wave', wave || ' is not a wave of the program', not bool_or(says_wave)
    from located where wave is not null and wave_id is null and exists (select from target) group by wave
    union all
    select min(row), 'wave', 'missing', 'is empty', false
    from located where wave is null and exists (select from columns where name = 'wave') group by practice
    union all
    select min(row), 'practice', 'not_enrolled', practice || ' is not enrolled in the program at wave ' || wave, false
    from located where practice_id is not null and wave_id is not null and not enrolled group by practice, wave
    union all
    select min(case when says_wave then row else 0 end), 'wave', 'not_collected',
           wave || ' is a wave at which this instrument is not collected', not bool_or(says_wave)
    from located where wave_id is not null and not expected and exists (select from form) group by wave
    union all
    select l.row, 'method', 'not_allowed', 'must be one of: consensus, respondent, rater', false
    from lines l join located t using (place) where t.method <> all (array['consensus', 'respondent', 'rater'])
    union all
    select l.row, 'respondent', 'invalid_format', 'must be a code of at most 64 characters', false
    from lines l join located t using (place) where t.respondent !~ '^[A-Za-z0-9_.-]{0,64}$'
    union all
    select row, 'item', 'repeated', 'is answered a second time', false
    from (select l.row, row_number() over (partition by t.practice_id, t.wave_id, t.respondent, v.position order by l.row) as nth
          from lines l join located t using (place) cross join unnest(l.answers) u (answer) join valued v using (answer)
          join twice w on (w.practice_id, w.respondent, w.position) = (t.practice_id, t.respondent, v.position)
                      and w.wave_id is not distinct from t.wave_id) n
    where nth > 1
    union all
    select row, 'practice', 'repeated', 'has a row for this wave and respondent already', false
    from (select l.row, row_number() over (partition by t.practice_id, t.wave_id, t.respondent order by l.row) as nth
          from lines l join located t using (place)
          where not (select is_long from layout) and t.practice_id is not null) n
    where nth > 1
    union all
    select l.row, case when f.item = 'item' and f.code = 'unknown_item' then f.item
                       when is_long or f.part <> 'value' then concat_ws('.', case when not is_long then f.item end, f.part)
                       when f.part = 'value' then f.item end, f.code, f.detail, false
    from lines l cross join unnest(l.answers) u (answer) join broken f using (answer), layout
), refused as (
    select practice from located where practice is not null and (practice_id is null or wave_id is null or not enrolled or not expected)
    union
    select t.practice from lines l join located t using (place)
    where exists (select from faults) and l.row in (select row from faults where not whole)
), taken as (
    select t.place, t.practice_id, t.wave_id, t.respondent, t.method
    from located t, mode
    where not exists (select from faults)
       or (partial and not exists (select from faults where whole)
           and not exists (select from refused r where r.practice = t.practice) and t.practice_id is not null)
), sheets as (
    select row_number() over () as sheet, practice_id, wave_id, respondent, max(method) as method
    from taken group by practice_id, wave_id, respondent
), placed as (
    select s.sheet, v.position, v.stored, v.stored_denominator, v.reason_id, v.text, v.said
    from lines l join taken t using (place) join sheets s using (practice_id, wave_id, respondent)
    cross join unnest(l.answers) u (answer) join valued v using (answer)
), filled as (
    select s.practice_id, s.wave_id, s.respondent, s.method, f.answers, f.denominators, f.reasons, f.texts, f.answered
    from sheets s join (
        select sheet, array_agg(v.stored order by position) as answers, array_agg(v.stored_denominator order by position) as denominators,
               array_agg(v.reason_id order by position) as reasons, array_agg(v.text order by position) as texts,
               count(*) filter (where v.said) as answered
        from (select sheet, position from sheets cross join items) grid left join placed v using (sheet, position)
        group by sheet) f using (sheet)
)
