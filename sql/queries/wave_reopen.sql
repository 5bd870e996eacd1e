-- wave_reopen(program, wave, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (reason text, until date)
), target as (
    select w.wave_id, w.program_id, w.closes_on, p.program, w.wave from program p join wave w using (program_id)
    where p.program = :program and w.wave = :wave
), faults as (
    select fault('/until', 'too_early', 'is past') as fault from b where b.until < current_date
), made as (
    insert into wave_reopening (program_id, wave_id, until_on, reason)
    select t.program_id, t.wave_id, b.until, b.reason from target t, b
    where not exists (select from faults) and t.closes_on < current_date
    returning *
)
select case when m.reopening_id is not null then null when exists (select from faults) then 'invalid-content' else 'conflict' end as _problem,
       case when not exists (select from faults) then 'The wave is not closed.' end as _detail, (select jsonb_agg(fault) from faults) as _errors,
       t.program, t.wave, m.until_on, m.reason, iso(m.reopened_at) as reopened_at, m.reopened_by
from target t left join made m on true
