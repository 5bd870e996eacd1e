-- mapping_create(program, body) writes
-- A mapping that is there already gets its next version.
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (mapping text, format text, instrument text, version text, document jsonb)
), target as (
    select program_id from program where program = :program
), form as (
    select v.version_id from b join instrument i using (instrument) join instrument_version v using (instrument_id, version)
), items as (
    select i as it, i.item, i.kind, i.scale_id from item i join form using (version_id)
), fields as (
    select f.*, '/document/fields/' || pointer_part(f.field) as place, i.it, i.scale_id, i.item is not null as known
    from b cross join mapping_fields(b.document) f left join items i using (item)
), whose as (
    select w.name, b.document -> w.name ->> 'column' as "column", b.document -> w.name -> 'codes' as codes
    from b, unnest(array['practice', 'wave', 'respondent']) w (name) where b.document ? w.name
), codes as (
    select w.name, '/document/' || w.name || '/codes/' || pointer_part(c.key) as place, c.value as own
    from whose w, jsonb_each_text(coalesce(w.codes, '{}')) c where c.value is not null
), translated as (
    select '/document/values/' || pointer_part(v.key) as place, v.key as item, v.value as own
    from b, jsonb_each(coalesce(b.document -> 'values', '{}')) v
), columns as (
    -- Where a row is an answer, only these say whose it is.
    select 'redcap_eav' as format, unnest(array['record', 'redcap_event_name', 'event_id', 'redcap_repeat_instrument', 'redcap_repeat_instance']) as name
    union all
    select 'dhis2', unnest(array['orgUnit', 'period', 'attributeOptionCombo'])
), faults as (
    select fault('/instrument', 'unknown_instrument', 'is not an instrument and version that are known') as fault
    where not exists (select from form)
    union all
    select fault('/document/fields', 'missing', 'must map a field') where not exists (select from fields)
    union all
    select fault(place, 'unknown_item', target || ' is not ITEM, ITEM.denominator, ITEM.reason, ITEM.text or ITEM=LEVEL of an item of this version')
    from fields where not known and exists (select from form)
    union all
    select fault(place, 'unknown_level', level || ' is not a level of ' || item) from fields
    where level is not null and known and (scale_id is null or answer_number(it, level) is null)
    union all
    select fault(place, 'not_allowed', 'is of a box in a column of its own; here the values of one field say what is ticked')
    from fields, b where level is not null and b.format in ('redcap_eav', 'dhis2')
    union all
    select fault(n.place, 'repeated', n.target || ' is what another field says')
    from (select f.*, row_number() over (partition by item, part, level order by field collate "C") as nth from fields f where known) n
    where n.nth > 1 or n.level is not null and exists (select from fields o where o.item = n.item and o.part = 'value' and o.level is null)
    union all
    select fault('/document/' || w.name || '/column', 'repeated', w."column" || ' is said to be something else, too')
    from whose w, b
    where b.document -> 'fields' ? w."column" or coalesce(b.document -> 'ignore', '[]') ? w."column"
       or exists (select from whose o where o."column" = w."column" and o.name < w.name)
    union all
    select fault(f.place, 'repeated', f.field || ' is ignored, too') from fields f, b where coalesce(b.document -> 'ignore', '[]') ? f.field
    union all
    select fault('/document/' || w.name || '/column', 'not_allowed', 'must be one of: ' || string_agg(c.name, ', ' order by c.name))
    from whose w, b join columns c using (format) group by w.name, w."column" having w."column" <> all (array_agg(c.name))
    union all
    select fault(c.place, 'unknown_practice', c.own || ' is not a practice that this key sees') from codes c
    where c.name = 'practice' and not exists (select from practice p where p.practice = c.own)
    union all
    select fault(c.place, 'unknown_wave', c.own || ' is not a wave of the program') from codes c
    where c.name = 'wave' and not exists (select from wave w join target using (program_id) where w.wave = c.own)
    union all
    select fault(place, 'unknown_item', item || ' is not an item that a field is mapped to') from translated
    where item not in (select item from fields where known and part = 'value' and level is null)
    union all
    select fault(t.place || '/' || pointer_part(v.key), 'unknown_value', v.value || ' is not a value of ' || t.item || ', nor the reason of a missing answer')
    from translated t join items i using (item), jsonb_each_text(t.own) v
    where v.value is not null and i.kind <> 'text' and answer_number(i.it, v.value) is null
      and not exists (select from missing_reason r where r.reason = v.value)
), made as (
    insert into import_mapping as m (program_id, mapping, mapping_version, format, version_id, document)
    select t.program_id, b.mapping, 1 + coalesce((select max(o.mapping_version) from import_mapping o
                                                  where o.program_id = t.program_id and o.mapping = b.mapping), 0),
           b.format, f.version_id, b.document
    from b, target t, form f where not exists (select from faults)
    returning m as it
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault order by fault ->> 'pointer') from faults) as _errors, s.*
from target left join made on true left join lateral shown(made.it) s on true
