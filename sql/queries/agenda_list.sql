-- agenda_list(program, roundtable) reads
select case when r.roundtable is null then 'not-found' end as _problem, x.*
from (values (1)) one
left join (program p join roundtable r using (program_id)) on p.program = :program and r.roundtable = :roundtable
left join roundtable_session s using (roundtable_id)
left join lateral (select count(*) as groups, sum(a.participants) as participants
                   from session_attendance a where a.session_id = s.session_id) a on true
left join lateral shown(s, a.groups, a.participants) x on true
where s.session is not null or r.roundtable is null
order by s.position, s.session
