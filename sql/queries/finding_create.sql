-- finding_create(program, roundtable, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (finding text, theme text, text text, endorsements jsonb)
), target as (
    select r.program_id, r.roundtable_id from program p join roundtable r using (program_id)
    where p.program = :program and r.roundtable = :roundtable
), listed as (
    select e.*, n.ordinality - 1 as place
    from b, jsonb_array_elements(coalesce(b.endorsements, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as e (stakeholder_group text, endorsement text)
), faults as (
    select fault('/theme', 'unknown_theme', 'is not a theme that is known') as fault
    from b where not exists (select from theme t where t.theme = b.theme)
    union all
    select fault('/endorsements/' || place || '/stakeholder_group', 'not_present', 'was not at this roundtable')
    from listed l, target t
    where not exists (select from roundtable_attendance a where a.roundtable_id = t.roundtable_id
                                                            and a.stakeholder_group = l.stakeholder_group)
    union all
    select fault('/endorsements/' || place || '/stakeholder_group', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by stakeholder_group order by place) as nth from listed) n where nth > 1
), made as (
    insert into finding as f (program_id, roundtable_id, finding, theme, text)
    select t.program_id, t.roundtable_id, b.finding, b.theme, b.text from b, target t where not exists (select from faults)
    returning f.*
), endorsed as (
    insert into endorsement (program_id, finding_id, stakeholder_group, endorsement)
    select m.program_id, m.finding_id, l.stakeholder_group, l.endorsement from made m, listed l
    returning endorsement
)
select case when m.finding is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || :program::text || '/roundtables/' || :roundtable::text || '/findings' as _location,
       m.finding, m.theme, t.label as theme_label, m.text, s.support, s.conditional, s.oppose, s.abstain
from target left join made m on true left join theme t on t.theme = m.theme
left join lateral stance((select coalesce(jsonb_agg(endorsement), '[]') from endorsed)) s on true
