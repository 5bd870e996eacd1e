-- finding_create(program, roundtable, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (finding text, theme text, text text, session text, endorsements jsonb, codes jsonb,
                                                      quotes jsonb)
), target as (
    select r.program_id, r.roundtable_id from program p join roundtable r using (program_id)
    where p.program = :program and r.roundtable = :roundtable
), listed as (
    select e.*, n.ordinality - 1 as place
    from b, jsonb_array_elements(coalesce(b.endorsements, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as e (stakeholder_group text, endorsement text)
), coded as (
    select e.*, n.ordinality - 1 as place, c.code_id, v.published_at
    from b, jsonb_array_elements(coalesce(b.codes, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as e (codebook text, version text, code text)
    left join (codebook k join codebook_version v using (codebook_id) join code c using (version_id))
        on k.codebook = e.codebook and v.version = e.version and c.code = e.code
), quoted as (
    select e.*, n.ordinality - 1 as place, x.excerpt_id, x.consent
    from b cross join target t
    cross join lateral jsonb_array_elements(coalesce(b.quotes, '[]')) with ordinality n (it, ordinality)
    cross join lateral jsonb_to_record(n.it) as e (source text, excerpt text)
    left join (source s join excerpt x using (source_id))
        on s.program_id = t.program_id and s.source = e.source and x.starts || '-' || x.ends = e.excerpt
), faults as (
    select fault('/theme', 'unknown_theme', 'is not a theme that is known') as fault
    from b where not exists (select from theme t where t.theme = b.theme)
    union all
    select fault('/session', 'unknown_session', 'is not a session of this roundtable')
    from b, target t where b.session is not null
      and not exists (select from roundtable_session s where s.roundtable_id = t.roundtable_id and s.session = b.session)
    union all
    select fault('/endorsements/' || place || '/stakeholder_group', 'not_present', 'was not at this roundtable')
    from listed l, target t
    where not exists (select from roundtable_attendance a where a.roundtable_id = t.roundtable_id
                                                            and a.stakeholder_group = l.stakeholder_group)
    union all
    select fault('/endorsements/' || place || '/stakeholder_group', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by stakeholder_group order by place) as nth from listed) n where nth > 1
    union all
    select fault('/codes/' || place || '/code', 'unknown_code', 'is not a code of a published version of this codebook')
    from coded where published_at is null
    union all
    select fault('/codes/' || place || '/code', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by code_id order by place) as nth from coded where code_id is not null) n where nth > 1
    union all
    select fault('/quotes/' || place || '/excerpt', 'unknown_excerpt', 'is not an excerpt of this source, START-END in code points')
    from quoted where excerpt_id is null
    union all
    select fault('/quotes/' || place || '/excerpt', 'not_quotable', 'its speakers did not agree to be quoted')
    from quoted where consent not in ('deidentified', 'attributed')
    union all
    select fault('/quotes/' || place || '/excerpt', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by excerpt_id order by place) as nth from quoted where excerpt_id is not null) n where nth > 1
), made as (
    insert into finding as f (program_id, roundtable_id, finding, theme, text, session_id)
    select t.program_id, t.roundtable_id, b.finding, b.theme, b.text,
           (select s.session_id from roundtable_session s where s.roundtable_id = t.roundtable_id and s.session = b.session)
    from b, target t where not exists (select from faults)
    returning f.*
), endorsed as (
    insert into endorsement (program_id, finding_id, stakeholder_group, endorsement)
    select m.program_id, m.finding_id, l.stakeholder_group, l.endorsement from made m, listed l
    returning endorsement
), with_codes as (
    insert into finding_code (program_id, finding_id, code_id) select m.program_id, m.finding_id, c.code_id from made m, coded c
), with_quotes as (
    insert into finding_quote (program_id, finding_id, excerpt_id) select m.program_id, m.finding_id, q.excerpt_id from made m, quoted q
)
select case when m.finding is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || :program::text || '/roundtables/' || :roundtable::text || '/findings' as _location,
       m.finding, m.theme, t.label as theme_label, b.session, m.text, s.support, s.conditional, s.oppose, s.abstain,
       (select string_agg(concat_ws('/', codebook, version, code), ' ' order by codebook, version, code) from coded) as codes,
       (select string_agg(source || '/' || excerpt, ' ' order by source, excerpt) from quoted) as quotes
from target cross join b left join made m on true left join theme t on t.theme = m.theme
left join lateral stance((select coalesce(jsonb_agg(endorsement), '[]') from endorsed)) s on true
