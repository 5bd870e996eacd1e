-- practice_create(body) writes
with made as (
    insert into practice as p (practice, name)
    select b.practice, b.name from jsonb_to_record(:body::jsonb) as b (practice text, name text)
    returning p as it
)
select '/v1/practices/' || s.practice as _location, s.* from made, lateral shown(made.it) s
