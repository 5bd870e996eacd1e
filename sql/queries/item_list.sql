-- item_list(instrument, version) reads
with target as (
    select v.version_id from instrument_version v join instrument i using (instrument_id)
    where i.instrument = :instrument and v.version = :version
)
select case when not exists (select from target) then 'not-found' end as _problem,
       i.position, i.item, i.domain, d.name as domain_name, i.label, i.kind, s.scale,
       (select string_agg(l.level || '=' || l.code, ' ' order by l.level) from scale_level l
        where l.scale_id = i.scale_id) as levels,
       i.minimum, i.maximum, i.decimals, i.unit, i.direction, array_to_string(i.missing, ' ') as missing
from (values (1)) one left join target t on true
left join item i using (version_id)
left join instrument_domain d on d.version_id = i.version_id and d.domain = i.domain
left join scale s using (scale_id)
order by i.position
