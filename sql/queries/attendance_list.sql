-- attendance_list(program, roundtable, session) reads
with meeting as (
    select r.roundtable_id, s.session_id
    from program p join roundtable r using (program_id)
    left join roundtable_session s on s.roundtable_id = r.roundtable_id and s.session = :session
    where p.program = :program and r.roundtable = :roundtable and (:session::text is null or s.session_id is not null)
), present as (
    select a.stakeholder_group, a.participants from meeting m join roundtable_attendance a using (roundtable_id) where :session::text is null
    union all
    select a.stakeholder_group, a.participants from meeting m join session_attendance a using (session_id)
)
select case when not exists (select from meeting) then 'not-found' end as _problem, a.stakeholder_group, g.label, a.participants
from (values (1)) one
left join (present a join stakeholder_group g using (stakeholder_group)) on true
where a.participants is not null or not exists (select from meeting)
order by g.position
