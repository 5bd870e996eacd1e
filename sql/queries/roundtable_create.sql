-- roundtable_create(program, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (roundtable text, name text, held_on date, summary text,
                                                      groups jsonb)
), target as (
    select program_id from program where program = :program
), listed as (
    select g.*, n.ordinality - 1 as place
    from b, jsonb_array_elements(b.groups) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as g (stakeholder_group text, participants int)
), faults as (
    select fault('/groups/' || place || '/stakeholder_group', 'unknown_group', 'is not a stakeholder group that is known')
           as fault
    from listed l where not exists (select from stakeholder_group s where s.stakeholder_group = l.stakeholder_group)
    union all
    select fault('/groups/' || place || '/stakeholder_group', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by stakeholder_group order by place) as nth from listed) n where nth > 1
), made as (
    insert into roundtable as r (program_id, roundtable, name, held_on, summary)
    select t.program_id, b.roundtable, b.name, b.held_on, b.summary
    from b, target t where not exists (select from faults)
    returning r as it
), present as (
    insert into roundtable_attendance (program_id, roundtable_id, stakeholder_group, participants)
    select (m.it).program_id, (m.it).roundtable_id, l.stakeholder_group, l.participants from made m, listed l
    returning participants
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || x.program || '/roundtables/' || x.roundtable as _location, x.*
from target left join made on true
left join lateral shown(made.it, (select count(*) from present), (select sum(participants) from present)) x on true
