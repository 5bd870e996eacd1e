-- instrument_create(body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (instrument text, version text, name text, kind text,
        respondents text, respondent_rule text, owner text, source text, published_on date, note text, domains jsonb, items jsonb)
), listed_domains as (
    select d.domain, d.name, n.ordinality as position
    from b, jsonb_array_elements(b.domains) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as d (domain text, name text)
), listed as (
    select i.*, n.ordinality as position, '/items/' || n.ordinality - 1 as place
    from b, jsonb_array_elements(b.items) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as i (item text, domain text, label text, kind text, scale text, minimum numeric,
                                     maximum numeric, decimals int, unit text, direction text, missing text[])
), known as (
    select l.*, s.scale_id from listed l left join scale s using (scale)
), faults as (
    select fault(place || '/item', 'repeated', 'is there twice') as fault
    from (select place, row_number() over (partition by item order by position) as nth from listed) n where nth > 1
    union all
    select fault('/domains/' || position - 1 || '/domain', 'repeated', 'is there twice')
    from (select position, row_number() over (partition by domain order by position) as nth from listed_domains) n where nth > 1
    union all
    select fault(place || '/item', 'invalid_format', 'must not have a dot: ITEM.denominator would be ambiguous')
    from listed where item like '%.%'
    union all
    select fault(place || '/item', 'not_allowed', 'is the name of a column of a submission file')
    from listed where item in ('practice', 'wave', 'respondent', 'method', 'item', 'value', 'denominator', 'reason', 'text')
    union all
    select fault(place || '/domain', 'unknown_domain', 'is not among the domains')
    from listed where domain not in (select domain from listed_domains)
    union all
    select fault(place || '/scale', 'unknown_scale', 'is not a scale that is known') from known
    where scale is not null and scale_id is null
    union all
    select fault(place || '/scale', 'missing', 'is required of a stage, level or choice') from listed
    where scale is null and kind in ('stage', 'level', 'choice')
    union all
    select fault(place || '/minimum', 'too_large', 'is above the maximum') from listed where minimum > maximum
    union all
    select fault(place || '/missing', 'unknown_reason', m || ' is not a known reason')
    from listed, unnest(missing) m where m not in (select reason from missing_reason)
    union all
    select fault('/kind', 'conflicting', 'is ' || i.kind || ' in the versions that are there')
    from b join instrument i using (instrument) where i.kind <> b.kind
), parent as (
    insert into instrument (instrument, kind)
    select b.instrument, b.kind from b where not exists (select from faults)
      and not exists (select from instrument i where i.instrument = b.instrument)
    returning instrument_id
), made as (
    insert into instrument_version as v (instrument_id, version, name, respondents, respondent_rule, owner, source, published_on, note)
    select coalesce((select instrument_id from parent), (select i.instrument_id from instrument i where i.instrument = b.instrument)),
           b.version, b.name, coalesce(b.respondents, 'consensus'), coalesce(b.respondent_rule, 'mean'), b.owner, b.source, b.published_on, b.note
    from b where not exists (select from faults)
    returning v.*
), made_domains as (
    insert into instrument_domain (version_id, position, domain, name)
    select m.version_id, d.position, d.domain, d.name from made m, listed_domains d
    returning domain
), made_items as (
    insert into item (version_id, position, item, domain, label, kind, scale_id, minimum, maximum, decimals, unit,
                      direction, missing)
    select m.version_id, k.position, k.item, k.domain, k.label, k.kind, k.scale_id, k.minimum, k.maximum,
           coalesce(k.decimals, case when k.kind in ('score', 'money', 'hours', 'fte', 'number') then 2 else 0 end),
           k.unit, coalesce(k.direction, 'none'),
           coalesce(k.missing, (select array_agg(reason order by reason_id) from missing_reason))
    from made m, known k
    returning item
)
select case when m.version is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/instruments/' || b.instrument || '/versions/' || m.version as _location,
       b.instrument, m.version, m.name, b.kind, m.respondents, m.respondent_rule, m.owner, m.source, m.published_on,
       (select count(*) from made_domains) as domains, (select count(*) from made_items) as items, m.note
from b left join made m on true
