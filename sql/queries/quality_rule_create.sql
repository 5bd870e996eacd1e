-- quality_rule_create(body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (rule text, instrument text, version text, kind text, severity text, parameters jsonb,
                                                      text text)
), form as (
    select i.instrument_id, v.version_id from b join instrument i using (instrument)
    left join instrument_version v on v.instrument_id = i.instrument_id and v.version = b.version
), takes as (
    select p.kind, p.name, p.required
    from (values ('range', 'item', true), ('range', 'minimum', false), ('range', 'maximum', false),
                 ('required', 'item', true), ('required', 'reason_suffices', false),
                 ('compare', 'left', true), ('compare', 'operator', true), ('compare', 'right', true),
                 ('change', 'item', true), ('change', 'absolute', false), ('change', 'percent', false),
                 ('outlier', 'item', true), ('outlier', 'k', false)) p (kind, name, required) join b using (kind)
), terms as (
    select '/parameters/item' as place, b.parameters ->> 'item' as term from b where b.parameters ? 'item'
    union all
    select format('/parameters/%s/%s', side, n.ordinality - 1), n.term
    from b, unnest(array['left', 'right']) side
    cross join jsonb_array_elements_text(coalesce(b.parameters -> side, '[]')) with ordinality n (term, ordinality)
), faults as (
    select fault('/instrument', 'unknown_instrument', 'is not an instrument that is known') as fault from b where not exists (select from form)
    union all
    select fault('/version', 'unknown_instrument', 'is not a version of it that is known') from b, form where b.version is not null and version_id is null
    union all
    select fault('/parameters/' || t.name, 'missing', 'is required of this kind') from takes t, b where t.required and not b.parameters ? t.name
    union all
    select fault('/parameters/' || given.name, 'not_taken', 'is not of this kind')
    from b, jsonb_object_keys(b.parameters) given (name) where given.name not in (select name from takes)
    union all
    select fault('/parameters', 'missing', case b.kind when 'range' then 'needs a minimum or a maximum' else 'needs absolute or percent' end)
    from b where b.kind = 'range' and not b.parameters ?| '{minimum,maximum}' or b.kind = 'change' and not b.parameters ?| '{absolute,percent}'
    union all
    select fault('/parameters/minimum', 'too_large', 'is above the maximum') from b
    where (b.parameters ->> 'minimum')::numeric > (b.parameters ->> 'maximum')::numeric
    union all
    select fault(t.place, 'unknown_item', t.term || ' is not an item of it, nor ITEM.denominator of a rate')
    from terms t, form f, b
    where not exists (select from item i join instrument_version v using (version_id)
                      where v.instrument_id = f.instrument_id and coalesce(f.version_id, v.version_id) = v.version_id
                        and (i.item = t.term or i.kind = 'rate' and b.kind <> 'required' and i.item || '.denominator' = t.term))
), made as (
    insert into quality_rule as r (rule, instrument_id, version_id, kind, severity, parameters, text)
    select b.rule, f.instrument_id, f.version_id, b.kind, b.severity, b.parameters, b.text from b, form f where not exists (select from faults)
    returning r as it
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/quality-rules/' || s.rule as _location, s.*
from b left join made on true left join lateral shown(made.it) s on true
