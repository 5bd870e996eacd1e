-- enrolment_create(program, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (practice text, enrolled_on date, withdrawn_on date, cohort text)
), target as (
    select program_id from program where program = :program
), made as (
    insert into enrolment as e (practice_id, program_id, enrolled_on, withdrawn_on, cohort)
    select p.practice_id, t.program_id, b.enrolled_on, b.withdrawn_on, b.cohort
    from b join practice p using (practice), target t
    returning e as it
)
select case when made.it is null then 'invalid-content' end as _problem,
       case when made.it is null then
           jsonb_build_array(fault('/practice', 'unknown_practice', 'is not a practice that this key sees')) end as _errors,
       '/v1/programs/' || s.program || '/enrolments/' || s.practice as _location, s.*
from target left join made on true left join lateral shown(made.it) s on true
