-- quotation_create(program, body) writes
-- Offsets count code points of the excerpt. Whatever is found in it lies in a mask, or is kept for a reason.
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (quotation text, source text, excerpt text, masks jsonb, kept jsonb, codes text[])
), target as (
    select program_id from program where program = :program
), piece as (
    select e.*, s.part2 from b, target t join source s using (program_id) join excerpt e using (source_id)
    where s.source = b.source and e.starts || '-' || e.ends = b.excerpt
), span as (
    select '/masks/' || n.ordinality - 1 as place, m."start" as starts, m."end" as ends, m."with" as says, true as masked
    from b, jsonb_array_elements(coalesce(b.masks, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as m ("start" int, "end" int, "with" text)
    union all
    select '/kept/' || n.ordinality - 1, m."start", m."end", m.reason, false
    from b, jsonb_array_elements(coalesce(b.kept, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as m ("start" int, "end" int, reason text)
), found as materialized (
    select i.*, s.masked, s.says
    from piece p cross join lateral identifiers(p.program_id, p.text) i
    left join lateral (select s.masked, s.says from span s where s.starts <= i.starts and s.ends >= i.ends order by s.masked desc limit 1) s on true
), given as (
    select distinct c.code from piece p join coding g using (excerpt_id) join code c using (code_id)
), faults as (
    select fault('/excerpt', 'unknown_excerpt', 'is not an excerpt of this source, START-END in code points') as fault
    where not exists (select from piece)
    union all
    select fault(s.place || '/end', 'outside', 'must be behind the start and in the excerpt, which has ' || length(p.text) || ' code points')
    from span s, piece p where s.ends <= s.starts or s.ends > length(p.text)
    union all
    select fault(s.place, 'splits_character', 'parts a character from the marks that belong to it') from span s, piece p
    where substr(p.text, s.starts + 1, 1) ~ ('[' || marks() || ']') or substr(p.text, s.ends + 1, 1) ~ ('[' || marks() || ']')
    union all
    select fault(s.place, 'overlapping', 'overlaps another mask') from span s
    where s.masked and exists (select from span o where o.masked and o.place <> s.place and o.starts < s.ends and o.ends > s.starts)
    union all
    select fault(s.place || '/with', 'not_allowed', 'stands in brackets and has none') from span s where s.masked and s.says ~ '[][]'
    union all
    select fault(s.place || '/with', 'identifies', 'could tell who somebody is itself')
    from span s, target t where s.masked and exists (select from identifiers(t.program_id, s.says))
    union all
    select fault('/masks', 'unmasked', 'leaves ' || f.starts || '-' || f.ends || ' as it is (' || (f.kinds ->> 0) || '); mask it, or say why it is kept')
    from found f where f.masked is null
    union all
    select fault('/codes/' || n.place - 1, 'unknown_code', 'is not a code that the excerpt was given')
    from b, piece, unnest(b.codes) with ordinality n (code, place) where n.code not in (select code from given)
), refused as (
    select case when not exists (select from target) then 'not-found' when p.part2 or p.consent not in ('deidentified', 'attributed') then 'conflict'
                when exists (select from faults) then 'invalid-content' end as problem,
           case when p.part2 then 'It touches substance-use treatment records (42 CFR Part 2) and is not quoted.'
                when p.consent not in ('deidentified', 'attributed') then 'Its speakers did not agree to be quoted.' end as detail
    from (values (1)) one left join piece p on true
), cut as (
    select s.starts, s.ends, s.says, coalesce(lag(s.ends) over (order by s.starts), 0) as since from span s where s.masked
), masked as (
    select coalesce((select string_agg(substr(p.text, c.since + 1, c.starts - c.since) || '[' || c.says || ']', '' order by c.starts) from cut c), '')
           || substr(p.text, coalesce((select max(ends) from cut), 0) + 1) as text
    from piece p where (select problem is null from refused)
), made as (
    insert into quotation as q (program_id, practice_id, excerpt_id, quotation, consent, text, codes, findings)
    select p.program_id, p.practice_id, p.excerpt_id, b.quotation, p.consent, m.text,
           coalesce(b.codes, array(select code from given order by code)),
           coalesce((select jsonb_agg(jsonb_build_object('start', f.starts, 'end', f.ends, 'kinds', f.kinds, 'masked', f.masked,
                                                         'reason', case when not f.masked then f.says end) order by f.starts, f.ends)
                     from found f), '[]')
    from piece p, b, masked m
    returning q as it
)
select r.problem as _problem, r.detail as _detail, case r.problem when 'invalid-content' then (select jsonb_agg(fault) from faults) end as _errors,
       '/v1/programs/' || x.program || '/quotations' as _location, x.*
from refused r left join made m on true left join lateral shown(m.it) x on true
