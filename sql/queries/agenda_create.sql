-- agenda_create(program, roundtable, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (session text, "position" int, title text, topic text, starts_at timestamptz, groups jsonb)
), target as (
    select r.program_id, r.roundtable_id from program p join roundtable r using (program_id)
    where p.program = :program and r.roundtable = :roundtable
), listed as (
    select g.*, n.ordinality - 1 as place
    from b, jsonb_array_elements(coalesce(b.groups, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as g (stakeholder_group text, participants int)
), present as (
    select l.*, a.participants as most
    from listed l cross join target t
    left join roundtable_attendance a on a.roundtable_id = t.roundtable_id and a.stakeholder_group = l.stakeholder_group
), faults as (
    select fault('/groups/' || place || '/stakeholder_group', 'not_present', 'was not at this roundtable') as fault
    from present where most is null
    union all
    select fault('/groups/' || place || '/participants', 'too_many', 'of this group were there: ' || most) from present where participants > most
    union all
    select fault('/groups/' || place || '/stakeholder_group', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by stakeholder_group order by place) as nth from listed) n where nth > 1
), made as (
    insert into roundtable_session as s (program_id, roundtable_id, session, position, title, topic, starts_at)
    select t.program_id, t.roundtable_id, b.session,
           coalesce(b.position, (select coalesce(max(o.position), 0) + 1 from roundtable_session o where o.roundtable_id = t.roundtable_id)),
           b.title, b.topic, b.starts_at
    from b, target t where not exists (select from faults)
    returning s as it
), attended as (
    insert into session_attendance (program_id, session_id, stakeholder_group, participants)
    select (m.it).program_id, (m.it).session_id, l.stakeholder_group, l.participants from made m, listed l
    returning participants
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || :program::text || '/roundtables/' || :roundtable::text || '/sessions' as _location, x.*
from target left join made on true
left join lateral shown(made.it, (select count(*) from attended), (select sum(participants) from attended)) x on true
