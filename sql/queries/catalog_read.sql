-- catalog_read() reads
-- What layouts are made of: every version of an instrument, as one document.
select v.version_id, jsonb_build_object(
    'instrument', i.instrument, 'kind', i.kind, 'version', v.version, 'name', v.name,
    'rank', coalesce(v.published_on::text, '') || ' ' || v.version,
    'domains', (select jsonb_agg(jsonb_build_object('domain', d.domain, 'name', d.name) order by d.position)
                from instrument_domain d where d.version_id = v.version_id),
    'items', (select jsonb_agg(jsonb_build_object(
                      'item', t.item, 'domain', t.domain, 'label', t.label, 'kind', t.kind, 'unit', t.unit,
                      'decimals', t.decimals, 'direction', t.direction, 'scale_id', t.scale_id, 'ordered', s.ordered,
                      'levels', (select jsonb_agg(jsonb_build_object('level', l.level, 'code', l.code, 'label', l.label)
                                                  order by l.level)
                                 from scale_level l where l.scale_id = t.scale_id)) order by t.position)
              from item t left join scale s using (scale_id) where t.version_id = v.version_id),
    'ratios', coalesce((select jsonb_agg(jsonb_build_object('ratio', r.ratio, 'label', r.label,
                                                            'numerator', n.position, 'denominator', d.position)
                                         order by r.ratio)
                        from ratio r
                        join item n on n.version_id = r.version_id and n.item = r.numerator_item
                        join item d on d.version_id = r.version_id and d.item = r.denominator_item
                        where r.version_id = v.version_id), '[]')) as document
from instrument_version v join instrument i using (instrument_id)
order by v.version_id
