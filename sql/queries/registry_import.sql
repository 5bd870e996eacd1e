-- registry_import(columns, rows) writes
-- One row a practice; see openapi.yaml. Everything is checked; with any fault nothing is stored.
with sent as (
    select (r ->> 'row')::int as row, r -> 'cells' as cells from jsonb_array_elements(:rows::jsonb) r
), read as (
    select s.row, s.cells, s.cells ->> 'practice' as practice, s.cells ->> 'name' as name, s.cells ->> 'program' as program,
           s.cells ->> 'enrolled_on' as enrolled_on, s.cells ->> 'withdrawn_on' as withdrawn_on,
           s.cells ->> 'cohort' as cohort, s.cells ->> 'from' as "from", p.practice_id, g.program_id
    from sent s
    left join practice p on p.practice = s.cells ->> 'practice'
    left join program g on g.program = s.cells ->> 'program'
), columns as (
    select c.name, a.attribute_id from jsonb_array_elements_text(:columns::jsonb) c (name)
    left join attribute a on a.attribute = c.name
    where c.name <> all (array['practice', 'name', 'program', 'enrolled_on', 'withdrawn_on', 'cohort', 'from'])
), cells as (
    select r.row, r.practice, c.attribute_id, c.name as "column", r.cells ->> c.name as value, r."from"
    from read r join columns c on r.cells ? c.name and c.attribute_id is not null
), faults as (
    select 1 as row, 'practice' as "column", 'missing' as code, 'is a column that must be there' as detail
    where not :columns::jsonb ? 'practice'
    union all
    select 1, name, 'unknown_column', 'is neither an attribute nor a column known here' from columns where attribute_id is null
    union all
    select row, 'practice', 'invalid_format', 'must be a code: 1 to 64 of A-Z a-z 0-9 _ - .'
    from read where :columns::jsonb ? 'practice' and coalesce(practice, '') !~ '^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$'
    union all
    -- One that is not seen may be there all the same: who sees only a part adds none.
    select row, 'practice', 'unknown_practice', 'is not a practice that you see' from read where practice_id is null and not all_programs()
    union all
    select row, 'name', 'missing', 'is required of a new practice' from read where practice_id is null and name is null and all_programs()
    union all
    select row, 'name', 'too_long', 'must have at most 200 characters' from read where length(name) > 200
    union all
    select row, 'program', 'unknown_program', 'is not a program that this key sees' from read where program is not null and program_id is null
    union all
    select row, 'cohort', 'too_long', 'must have at most 64 characters' from read where length(cohort) > 64
    union all
    select r.row, 'withdrawn_on', 'too_small', 'is before the enrolment'
    from read r left join enrolment e using (practice_id, program_id)
    where is_date(r.withdrawn_on) and coalesce(case when is_date(r.enrolled_on) then r.enrolled_on end, e.enrolled_on::text) > r.withdrawn_on
    union all
    select row, 'program', 'missing', 'is required beside an enrolment' from read
    where program is null and coalesce(enrolled_on, withdrawn_on, cohort) is not null
    union all
    select n.row, n."column", 'conflicting', 'has another value for the same day in an earlier row'
    from (select row, "column", value, first_value(value) over (partition by practice, attribute_id, "from" order by row) as first
          from cells) n
    where n.value <> n.first
    union all
    select row, 'enrolled_on', 'missing', 'is required beside a program' from read where program is not null and enrolled_on is null
      and not exists (select from enrolment e where e.practice_id = read.practice_id and e.program_id = read.program_id)
    union all
    select row, d.key, 'invalid_format', 'must be a date, YYYY-MM-DD'
    from read r, lateral (values ('enrolled_on', r.enrolled_on), ('withdrawn_on', r.withdrawn_on), ('from', r."from")) d (key, value)
    where d.value is not null and not is_date(d.value)
    union all
    select row, 'from', 'missing', 'is required beside attributes: the day from which they hold'
    from read r where r."from" is null and exists (select from cells c where c.row = r.row)
    union all
    select row, 'practice', 'repeated', 'has a row for this program and day already'
    from (select row, row_number() over (partition by practice, program, "from" order by row) as nth
          from read where practice is not null) n
    where nth > 1
    union all
    select c.row, c."column", f ->> 'code', f ->> 'detail'
    from cells c, lateral attribute_fault('', c.attribute_id, c.value) f where f is not null
), good as (
    select * from read where not exists (select from faults)
), made as (
    insert into practice (practice, name)
    select practice, max(name) from good where practice_id is null group by practice
    returning practice_id, practice
), renamed as (
    update practice p set name = g.name, revision = p.revision + 1
    from (select practice_id, max(name) as name from good group by practice_id) g
    where p.practice_id = g.practice_id and g.name is not null and g.name <> p.name
    returning p.practice_id
), held as materialized (
    -- As they are now, and until the end: in an order that all files share.
    select e.practice_id, e.program_id, e.enrolled_on, e.withdrawn_on, e.cohort from enrolment e
    where (e.practice_id, e.program_id) in (select practice_id, program_id from good)
    order by e.practice_id, e.program_id for no key update
), whole as (
    -- What a file has no column for stays as it is.
    select g.row, coalesce(g.practice_id, m.practice_id) as practice_id, g.practice, g.program, g.program_id,
           coalesce(g.enrolled_on::date, e.enrolled_on) as enrolled_on,
           case when :columns::jsonb ? 'withdrawn_on' then g.withdrawn_on::date else e.withdrawn_on end as withdrawn_on,
           case when :columns::jsonb ? 'cohort' then g.cohort else e.cohort end as cohort,
           m.practice_id is not null as is_new
    from good g left join made m using (practice)
    left join held e on e.practice_id = g.practice_id and e.program_id = g.program_id
), enrolled as (
    insert into enrolment as e (practice_id, program_id, enrolled_on, withdrawn_on, cohort)
    select practice_id, program_id, min(enrolled_on), min(withdrawn_on), max(cohort)
    from whole where program_id is not null and enrolled_on is not null
    group by practice_id, program_id
    on conflict (practice_id, program_id) do update
    set enrolled_on = excluded.enrolled_on, withdrawn_on = excluded.withdrawn_on, cohort = excluded.cohort,
        revision = e.revision + 1
    where (e.enrolled_on, e.withdrawn_on, e.cohort)
          is distinct from (excluded.enrolled_on, excluded.withdrawn_on, excluded.cohort)
    returning e.practice_id, e.program_id
), noted as (
    insert into practice_attribute as pa (practice_id, attribute_id, valid_from, value)
    select w.practice_id, c.attribute_id, c."from"::date, c.value
    from cells c join whole w using (row)
    group by w.practice_id, c.attribute_id, c."from", c.value
    on conflict (practice_id, attribute_id, valid_from) do update set value = excluded.value
    where pa.value is distinct from excluded.value
    returning pa.practice_id
)
select case when failed.count > 0 then 'invalid-content' end as _problem, failed.errors as _errors,
       failed.count as _error_count, w.practice, w.program,
       case when w.is_new then 'created'
            when exists (select from renamed r where r.practice_id = w.practice_id)
              or exists (select from enrolled e where e.practice_id = w.practice_id and e.program_id = w.program_id)
              or exists (select from noted n where n.practice_id = w.practice_id) then 'changed'
            else 'unchanged' end as outcome,
       (select count(*) from noted n where n.practice_id = w.practice_id) as attributes
from (select count(*), jsonb_agg(jsonb_build_object('row', row, 'column', "column", 'code', code, 'detail', detail)
                                 order by row, "column", code) filter (where nth <= 1000) as errors
      from (select *, row_number() over (order by row, "column", code) as nth from faults) n) failed
left join whole w on true
order by w.row
