-- recommendation_page(program, recommendation) reads
-- What a commissioner reads, in its order: why, who agrees, what the numbers say, where it stands. Quotes are those that may be shown.
with target as (
    select r, r.recommendation_id, r.roundtable_id, r.program_id, t.name as meeting, t.held_on
    from program p join recommendation r using (program_id) join roundtable t using (roundtable_id)
    where p.program = :program and r.recommendation = :recommendation
), quoted as (
    select e.excerpt_id, e.note from target join recommendation_evidence e using (recommendation_id) where e.kind = 'quote'
    union
    select q.excerpt_id, null from target t join finding f using (roundtable_id) join finding_quote q using (finding_id)
    where q.excerpt_id not in (select e.excerpt_id from recommendation_evidence e where e.recommendation_id = t.recommendation_id and e.kind = 'quote')
), line (part, section, kind, place, code, label, text, support, conditional, oppose, abstain, participants, value, unit, n, expected, low, high,
         status, "on") as (
    select 0, 'recommendation', 'recommendation', '', (t.r).recommendation, t.meeting, (t.r).text, null::int, null::int, null::int, null::int,
           null::int, null::numeric, null, null::int, null::int, null::numeric, null::numeric, (t.r).status, t.held_on
    from target t
    union all
    select 1, 'why', 'finding', '1' || f.finding, f.finding, h.label, f.text, null, null, null, null, null, null, null, null, null, null, null, null, null
    from target join finding f using (roundtable_id) join theme h using (theme)
    union all
    select 1, 'why', 'theme', '2' || c.code, c.code, c.label, coalesce(e.note, c.definition), null, null, null, null, null, null, null, null, null,
           null, null, null, null
    from target join recommendation_evidence e using (recommendation_id) join code c using (code_id)
    union all
    select 1, 'why', 'quote', '3' || s.source || lpad(x.starts::text, 9, '0'), s.source || '/' || x.starts || '-' || x.ends,
           replace(s.kind, '_', ' ') || case when s.consent = 'attributed' and s.organization is not null then ', ' || s.organization else '' end,
           x.text, null, null, null, null, null, null, null, null, null, null, null, null, s.held_on
    from quoted q join excerpt x using (excerpt_id) join source s using (source_id)
    where x.consent in ('deidentified', 'attributed') and not s.part2
    union all
    select 2, 'who_agrees', 'vote', '1' || lpad(g.position::text, 9, '0'), g.stakeholder_group, g.label, v.condition, v.support, v.conditional, v.oppose,
           v.abstain, a.participants, null, null, null, null, null, null, case when v.vote_id is null then 'not_recorded' else 'recorded' end, null
    from target t join roundtable_attendance a using (roundtable_id) join stakeholder_group g using (stakeholder_group)
    left join vote_counted v on v.recommendation_id = t.recommendation_id and v.stakeholder_group = a.stakeholder_group
    union all
    select 2, 'who_agrees', 'dissent', '2' || lpad(g.position::text, 9, '0'), g.stakeholder_group, g.label, v.dissent, null, null, null, null, null,
           null, null, null, null, null, null, null, null
    from target t join vote_counted v using (recommendation_id) join stakeholder_group g using (stakeholder_group) where v.dissent is not null
    union all
    select 3, 'numbers', e.kind, lpad(e.position::text, 9, '0'), e.position::text, coalesce(e.title, e.figure ->> 'label', e.report), coalesce(e.note, e.url),
           null, null, null, null, null, x.value, x.unit, x.n, x.expected, x.low, x.high, x.status, (e.as_of at time zone 'UTC')::date
    from target join recommendation_evidence e using (recommendation_id) cross join lateral shown(e) x
    where e.kind in ('report', 'aggregate', 'document')
    union all
    select 4, 'where_it_stands', 'policy_area', '1', a.policy_area, 'Policy area', a.label, null, null, null, null, null, null, null, null, null, null, null,
           null, null
    from target t join policy_area a on a.policy_area = (t.r).policy_area
    union all
    select 4, 'where_it_stands', 'policy_level', '2', l.policy_level, 'Level', l.label, null, null, null, null, null, null, null, null, null, null, null,
           null, null
    from target t join policy_level l on l.policy_level = (t.r).policy_level
    union all
    select 4, 'where_it_stands', 'owner', '3', null, 'Owner', (t.r).owner, null, null, null, null, null, null, null, null, null, null, null, null, null
    from target t where (t.r).owner is not null
    union all
    select 4, 'where_it_stands', 'target', '4', null, 'Target', null, null, null, null, null, null, null, null, null, null, null, null,
           case when is_overdue(t.r) then 'overdue' else (t.r).status end, (t.r).target_on
    from target t where (t.r).target_on is not null
    union all
    select 4, 'where_it_stands', 'step', '5' || iso(h.changed_at), null, 'Status', h.note, null, null, null, null, null, null, null, null, null, null, null,
           h.status, (h.changed_at at time zone 'UTC')::date
    from target join recommendation_status h using (recommendation_id)
    union all
    select 4, 'where_it_stands', d.relation, '6' || d.relation || o.recommendation, o.recommendation, d.label, o.text, null, null, null, null, null, null,
           null, null, null, null, null, case when is_overdue(o) then 'overdue' else o.status end, o.target_on
    from target t
    cross join lateral (
        select 'requires' as relation, 'Waits for' as label, y.requires_id as id from recommendation_dependency y where y.recommendation_id = t.recommendation_id
        union all
        select 'required_by', 'Is awaited by', y.recommendation_id from recommendation_dependency y where y.requires_id = t.recommendation_id
    ) d join recommendation o on o.recommendation_id = d.id
)
select case when not exists (select from target) then 'not-found' end as _problem,
       (select p.practice from target t join source s on s.program_id = t.program_id join practice p on p.practice_id = s.practice_id
        where l.kind = 'quote' and s.source = split_part(l.code, '/', 1)) as _practice, l.section, l.kind, l.code, l.label, l.text, l.support,
       l.conditional, l.oppose, l.abstain, l.participants, l.value, l.unit, l.n, l.expected, l.low, l.high, l.status, l."on"
from (values (1)) one left join line l on true
order by l.part, l.place
