-- attendance_list(program, roundtable) reads
select case when r.roundtable is null then 'not-found' end as _problem, a.stakeholder_group, g.label, a.participants
from (values (1)) one
left join (program p join roundtable r using (program_id)) on p.program = :program and r.roundtable = :roundtable
left join roundtable_attendance a using (roundtable_id)
left join stakeholder_group g using (stakeholder_group)
where a.participants is not null or r.roundtable is null
order by g.position
