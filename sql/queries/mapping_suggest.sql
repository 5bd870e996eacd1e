-- mapping_suggest(instrument, version, system, columns, rows) reads
-- What fields of another system could mean here, by their names and labels; nothing is stored.
with form as (
    select v.version_id from instrument_version v join instrument i using (instrument_id)
    where i.instrument = :instrument and v.version = :version
), told as (
    -- A row of a REDCap data dictionary is a field; a Qualtrics file has them in its header, and what was asked in the row below it.
    select (r ->> 'row')::int as row, r -> 'cells' as cells from jsonb_array_elements(:rows::jsonb) r
), fields as (
    select t.row as position, t.cells ->> 'Variable / Field Name' as field, t.cells ->> 'Field Label' as label,
           coalesce(t.cells ->> 'Field Type', 'text') as kind, t.cells ->> 'Choices, Calculations, OR Slider Labels' as choices
    from told t where :system = 'redcap' and t.cells ? 'Variable / Field Name'
    union all
    select c.ordinality, c.name, (select t.cells ->> c.name from told t order by t.row limit 1), 'text', null
    from jsonb_array_elements_text(:columns::jsonb) with ordinality c (name, ordinality)
    where :system = 'qualtrics' and c.name <> all (array['StartDate', 'EndDate', 'Status', 'IPAddress', 'Progress', 'Duration (in seconds)', 'Finished',
        'RecordedDate', 'ResponseId', 'RecipientLastName', 'RecipientFirstName', 'RecipientEmail', 'ExternalReference', 'LocationLatitude',
        'LocationLongitude', 'DistributionChannel', 'UserLanguage'])
), matched as (
    select f.*, m.item, m.it, m.how
    from fields f left join lateral (
        select i.item, i as it, h.how
        from item i join form using (version_id),
             lateral (select case when i.item = f.field then 'same_code' when plain(i.item) = plain(f.field) then 'same_normalized'
                                  when plain(i.label) = plain(f.label) then 'same_label' end as how) h
        where h.how is not null
        order by array_position(array['same_code', 'same_normalized', 'same_label'], h.how), i.position limit 1) m on true
), offered as (
    -- "1, Not started | 2, Early": what is sent, and what it is called.
    select m.field, n.ordinality as nth, trim(split_part(n.choice, ',', 1)) as code, trim(substr(n.choice, strpos(n.choice, ',') + 1)) as label, m.it
    from matched m, string_to_table(m.choices, '|') with ordinality n (choice, ordinality)
    where m.kind in ('radio', 'dropdown', 'checkbox') and strpos(n.choice, ',') > 0
), chosen as (
    select o.field, o.nth, o.code, o.label, l.code as level
    from offered o left join lateral (
        select l.code from scale_level l
        where l.scale_id = (o.it).scale_id
          and (plain(l.code) in (plain(o.label), plain(o.code)) or plain(l.label) = plain(o.label) or l.level::text = o.code)
        order by plain(l.label) = plain(o.label) desc, plain(l.code) = plain(o.label) desc, plain(l.code) = plain(o.code) desc limit 1) l on true
), said as (
    -- A checkbox is exported as a column a box.
    select m.position, c.nth, m.field || '___' || lower(c.code) as field, concat_ws(': ', m.label, c.label) as label, m.kind,
           case when c.level is not null then m.item || '=' || c.level end as target, case when c.level is not null then m.how end as how, null::jsonb as choices
    from matched m join chosen c using (field) where m.kind = 'checkbox'
    union all
    select m.position, 0, m.field, m.label, m.kind, m.item, m.how,
           (select jsonb_object_agg(c.code, c.level order by c.nth) from chosen c where c.field = m.field)
    from matched m where m.kind <> 'checkbox'
), faults as (
    select 1 as row, 'Variable / Field Name' as "column", 'missing' as code, 'is a column that a data dictionary has' as detail
    where :system = 'redcap' and not :columns::jsonb ? 'Variable / Field Name'
)
select case when not exists (select from form) then 'not-found' when exists (select from faults) then 'invalid-content' end as _problem,
       (select jsonb_agg(jsonb_build_object('row', f.row, 'column', f."column", 'code', f.code, 'detail', f.detail)) from faults f) as _errors,
       s.field, s.label, s.kind, s.target, s.how, s.choices
from (values (1)) one left join said s on true
order by s.position, s.nth
