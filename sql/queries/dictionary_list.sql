-- dictionary_list(instrument, version) reads
with named as (
    select t.*, i.instrument, v.version, lower(left(regexp_replace(t.item, '[^A-Za-z0-9_]', '_', 'g'), 28)) as plain
    from item t join instrument_version v using (version_id) join instrument i using (instrument_id)
    where (:instrument::text is null or i.instrument = any (string_to_array(:instrument, ',')))
      and (:version::text is null or v.version = any (string_to_array(:version, ',')))
)
select n.instrument, n.version, n.position, n.item,
       item_variable(n.item, n.position, count(*) over (partition by n.version_id, n.plain)) as variable,
       n.domain, d.name as domain_name, n.label, n.kind, n.unit, n.decimals, n.minimum, n.maximum, n.direction, s.scale,
       l.codes as levels, l.labels as level_labels, array_to_string(n.missing, ' ') as missing, m.labels as missing_labels,
       n.version_id as _version, l.document as _levels, m.document as _missing
from named n
join instrument_domain d on d.version_id = n.version_id and d.domain = n.domain
left join scale s using (scale_id)
left join lateral (
    select string_agg(x.level || '=' || x.code, ' ' order by x.level) as codes,
           string_agg(x.level || '=' || x.label, ' | ' order by x.level) as labels,
           jsonb_agg(jsonb_build_object('level', x.level, 'code', x.code, 'label', x.label) order by x.level) as document
    from scale_level x where x.scale_id = n.scale_id
) l on true
left join lateral (
    -- The letter behind the dot is that of Stata's missing values.
    select string_agg('.' || chr(96 + r.reason_id) || '=' || r.label, ' | ' order by r.reason_id) as labels,
           jsonb_agg(jsonb_build_object('id', r.reason_id, 'reason', r.reason, 'label', r.label) order by r.reason_id) as document
    from missing_reason r where r.reason_id between 1 and 26
) m on true
order by n.instrument collate "C", n.version collate "C", n.position
