-- reopening_list(program, wave) reads
select case when w.wave_id is null then 'not-found' end as _problem, p.program, w.wave, r.until_on, r.reason,
       iso(r.reopened_at) as reopened_at, r.reopened_by
from (values (1)) one
left join (program p join wave w using (program_id)) on p.program = :program and w.wave = :wave
left join wave_reopening r using (wave_id)
where r.reopening_id is not null or w.wave_id is null
order by r.reopening_id
