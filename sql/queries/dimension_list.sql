-- dimension_list() reads
-- What figures can be cut by, and whether cells are kept for it.
with dimensions as (
    select d.dimension, d.name, d.kind, null::bigint as values, d.kept
    from (values ('program', 'Program', 'text', true), ('cohort', 'Cohort of the enrolment', 'text', true),
                 ('practice', 'Practice', 'text', false), ('wave', 'Wave or calendar period', 'text', true))
         d (dimension, name, kind, kept)
    union all
    select a.attribute, a.name, a.kind, (select count(*) from attribute_value v where v.attribute_id = a.attribute_id), a.dimension
    from attribute a
)
select * from dimensions order by not kept, dimension
