-- practice_export(program, on, attributes) reads
-- One row an enrolment, or a practice without one; values of the attributes in their order, as of the day.
with asked as (
    select string_to_array(:attributes, ',') as codes, coalesce(:on::date, current_date) as day
), held as (
    select v.practice_id, array_agg(a.attribute) as attributes, array_agg(v.value) as found
    from asked, unnest(asked.codes) a (attribute), practice_values(a.attribute) v
    where v.since <= asked.day and asked.day < v.until and v.value is not null
    group by v.practice_id
)
select g.program, p.practice, p.name, e.enrolled_on::text, e.withdrawn_on::text, e.cohort,
       array(select h.found[array_position(h.attributes, c.code)] from unnest(asked.codes) with ordinality c (code, nth) order by c.nth) as found
from asked, practice p
left join enrolment e using (practice_id)
left join program g using (program_id)
left join held h using (practice_id)
where :program::text is null or g.program = any (string_to_array(:program, ','))
order by g.program collate "C", p.practice collate "C"
