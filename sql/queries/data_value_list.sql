-- data_value_list(program, mapping, mapping_version, wave) reads
-- What counts at a wave, said as the other system says it: the mapping read backwards.
with mapped as (
    select m.* from import_mapping m join program p using (program_id)
    where p.program = :program and m.mapping = :mapping and (:mapping_version::int is null or m.mapping_version = :mapping_version::int)
    order by m.mapping_version desc limit 1
), at as (
    select w.wave_id, coalesce((select c.key from jsonb_each_text(m.document -> 'wave' -> 'codes') c where c.value = w.wave order by 1 limit 1), w.wave) as period
    from mapped m join wave w using (program_id) where w.wave = :wave
), units as (
    select p.practice_id, p.practice, coalesce(c.unit, p.practice) as unit
    from mapped m join practice p on true
    left join (select min(c.key) as unit, c.value as practice from mapped m, jsonb_each_text(m.document -> 'practice' -> 'codes') c
               group by c.value) c using (practice)
), said as (
    select u.unit, u.practice, f.field, o.position,
           case f.part when 'denominator' then o.denominator::text when 'text' then o.text when 'reason' then r.reason
                       else coalesce((select v.key from jsonb_each_text(m.document -> 'values' -> o.item) v
                                      where v.value in (l.code, l.level::text, r.reason, trim_scale(o.value)::text) order by 1 limit 1),
                                     l.code, trim_scale(o.value)::text, case when o.kind = 'text' then o.text end) end as value
    from mapped m cross join at join observation o on o.wave_id = at.wave_id and o.version_id = m.version_id
    join units u using (practice_id)
    join mapping_fields(m.document) f on f.item = o.item
    join item i on i.version_id = o.version_id and i.position = o.position
    left join scale_level l on l.scale_id = i.scale_id and l.level = o.answer
    left join missing_reason r on r.reason_id = o.reason_id
    where o.status = 'accepted' and o.respondent = ''
)
select case when m.mapping_id is null then 'not-found' when m.format <> 'dhis2' or not exists (select from at) then 'invalid-content' end as _problem,
       case when m.mapping_id is null then null when m.format <> 'dhis2' then jsonb_build_array(jsonb_build_object('parameter', 'mapping', 'code', 'not_allowed', 'detail', 'is not a mapping of DHIS2'))
            when not exists (select from at) then jsonb_build_array(jsonb_build_object('parameter', 'wave', 'code', 'unknown_wave', 'detail', 'is not a wave of the program'))
       end as _errors,
       split_part(s.field, '.', 1) as "dataElement", nullif(split_part(s.field, '.', 2), '') as "categoryOptionCombo", (select period from at) as period,
       s.unit as "orgUnit", s.value, s.practice as _practice
from (values (1)) one left join mapped m on true left join said s on s.value is not null
order by s.unit, s.position, s.field
limit 100001
