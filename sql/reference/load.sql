-- Takes over the reference data from the temporary tables reference_NAME, one
-- for each file here. What is there already stays as it is: published versions
-- never change.

insert into missing_reason (reason_id, reason, label)
select position::smallint, reason, label from reference_missing_reasons
on conflict do nothing;

insert into stakeholder_group (stakeholder_group, position, label)
select stakeholder_group, position::int, label from reference_stakeholder_groups
on conflict do nothing;

insert into policy_area (policy_area, position, label)
select policy_area, position::int, label from reference_policy_areas
on conflict do nothing;

insert into policy_level (policy_level, position, label)
select policy_level, position::int, label from reference_policy_levels
on conflict do nothing;

insert into theme (theme, position, label, kind)
select theme, position::int, label, kind from reference_themes
on conflict do nothing;

-- Attributes: first those that are recorded, then those derived from them.
insert into attribute (attribute, name, kind, dimension, note)
select attribute, name, kind, dimension::boolean, note from reference_attributes where source is null
on conflict do nothing;

insert into attribute (attribute, name, kind, source_id, dimension, note)
select r.attribute, r.name, r.kind, a.attribute_id, r.dimension::boolean, r.note
from reference_attributes r join attribute a on a.attribute = r.source
on conflict do nothing;

-- Which of them are dimensions may change with a version of this program.
update attribute a set dimension = r.dimension::boolean
from reference_attributes r where r.attribute = a.attribute and a.dimension <> r.dimension::boolean;

insert into attribute_value (attribute_id, value, position, label)
select distinct on (a.attribute_id, r.value) a.attribute_id, r.value, r.position::int, r.label
from reference_attribute_values r join attribute a using (attribute)
on conflict do nothing;

insert into attribute_rule (attribute_id, value, source_value, source_from, source_to)
select a.attribute_id, r.value, r.source_value, r.source_from::numeric, r.source_to::numeric
from reference_attribute_values r join attribute a using (attribute)
where a.source_id is not null
on conflict do nothing;

insert into scale (scale, name, ordered)
select distinct scale, name, ordered::boolean from reference_scales
on conflict do nothing;

insert into scale_level (scale_id, level, code, label)
select s.scale_id, r.level::int, r.code, r.label
from reference_scales r join scale s using (scale)
on conflict do nothing;

insert into instrument (instrument, kind)
select distinct instrument, kind from reference_instruments
on conflict do nothing;

create temporary table fresh_version on commit drop as
with fresh as (
    insert into instrument_version (instrument_id, version, name, respondents, owner, source, published_on, note)
    select i.instrument_id, r.version, r.name, r.respondents, r.owner, r.source, r.published_on::date, r.note
    from reference_instruments r join instrument i using (instrument)
    on conflict do nothing
    returning instrument_id, version_id, version
)
select i.instrument, f.version, f.version_id from fresh f join instrument i using (instrument_id);

insert into instrument_domain (version_id, position, domain, name)
select f.version_id, r.position::int, r.domain, r.name
from reference_domains r join fresh_version f using (instrument, version);

insert into item (version_id, position, item, domain, label, kind, scale_id, minimum, maximum,
                  decimals, unit, direction, missing)
select f.version_id, r.position::int, r.item, r.domain, r.label, r.kind, s.scale_id,
       r.minimum::numeric, r.maximum::numeric, r.decimals::smallint, r.unit, r.direction,
       coalesce(string_to_array(r.missing, '|'), '{}')
from reference_items r join fresh_version f using (instrument, version) left join scale s using (scale);

insert into score (version_id, score, level, domain, method, label)
select f.version_id, r.score, r.level, r.domain, r.method, r.label
from reference_scores r join fresh_version f using (instrument, version);

insert into ratio (version_id, ratio, numerator_item, denominator_item, label)
select f.version_id, r.ratio, r.numerator_item, r.denominator_item, r.label
from reference_ratios r join fresh_version f using (instrument, version);

insert into billing_code (billing_code, system, model, label, base_minutes, min_minutes, max_minutes, valid_from, valid_to, note)
select code, system, model, use, base_minutes::int, min_minutes::int, max_minutes::int, valid_from::date, valid_to::date, note
from reference_billing_codes
on conflict do nothing;

-- A database that was loaded from a dump numbers its transactions anew: what was changed in one
-- that is still to come would wait for it, so it counts as changed now.
update submission set changed_in = pg_current_xact_id() where changed_in > pg_current_xact_id();
-- Whether a rule is active and what it comes to is the state's.
insert into quality_rule (rule, instrument_id, version_id, kind, severity, parameters, text)
select r.rule, v.instrument_id, v.version_id, r.kind, r.severity, r.parameters::jsonb, r.text
from reference_quality_rules r join instrument i using (instrument) join instrument_version v using (instrument_id, version)
on conflict do nothing;

insert into codebook (codebook, name)
select distinct codebook, name from reference_codebooks
on conflict do nothing;

create temporary table fresh_codebook on commit drop as
with fresh as (
    insert into codebook_version (codebook_id, version, source, note, published_at)
    select c.codebook_id, r.version, r.source, r.note, now()
    from reference_codebooks r join codebook c using (codebook)
    on conflict do nothing
    returning codebook_id, version_id, version
)
select c.codebook, f.version, f.version_id from fresh f join codebook c using (codebook_id);

insert into code (version_id, position, code, parent, kind, theme, label, definition, include, exclude)
select f.version_id, r.position::int, r.code, r.parent, r.kind, r.theme, r.label, r.definition, r.include, r.exclude
from reference_codes r join fresh_codebook f using (codebook, version);
