-- reminder_list(program, practice, wave, instrument, state, on, after, limit) reads
-- Who owes what: sheets on which nothing is received, of waves that have begun, of practices that still take part.
with day as (
    select coalesce(:on::date, current_date) as today
), owed as (
    select concat_ws(' ', g.program, w.wave, p.practice, i.instrument) collate "C" as _cursor, g.program, w.wave, p.practice, p.name, i.instrument,
           v.version, due.on as due_on, greatest(d.today - due.on, 0) as days_overdue, w.closes_on,
           coalesce(case when s.in_work then (
               -- Whatever the practice is to do next stands before what waits for others.
               select case when bool_or(u.status = 'returned') then 'returned' when bool_or(u.status = 'draft') then 'draft' else 'submitted' end
               from submission u join instrument_version uv using (version_id)
               where u.practice_id = s.practice_id and u.wave_id = s.wave_id and uv.instrument_id = s.instrument_id
                 and u.status in ('draft', 'submitted', 'returned')
               having count(*) > 0) end, 'missing') as state
    from day d
    join sheet s on not s.received
    join program g using (program_id)
    join wave w on w.wave_id = s.wave_id and w.starts_on <= d.today
    join practice p using (practice_id)
    join instrument i using (instrument_id)
    join instrument_version v using (version_id)
    join enrolment e on e.practice_id = s.practice_id and e.program_id = s.program_id and coalesce(e.withdrawn_on > d.today, true)
    cross join lateral due_on(w, e.enrolled_on) due ("on")
    where (:program::text is null or g.program = :program) and (:practice::text is null or p.practice = :practice)
      and (:wave::text is null or w.wave = :wave) and (:instrument::text is null or i.instrument = :instrument)
)
select o._cursor, o.program, o.wave, o.practice, o.name, o.instrument, o.version, o.state, o.due_on, o.days_overdue, o.closes_on
from owed o
where (:state::text is null or o.state = :state) and (:after::text is null or o._cursor > :after)
order by o._cursor limit :limit::int + 1
