-- evidence_moment(program, recommendation, body) reads
-- Since when a figure that is linked now stands, to the last digit that the database has.
select coalesce(:body::jsonb ->> 'as_of', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) as as_of
from program p join recommendation r using (program_id)
where p.program = :program and r.recommendation = :recommendation
