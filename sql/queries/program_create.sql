-- program_create(body) writes
with made as (
    insert into program as p (program, name, sponsor, planned_practices, starts_on, ends_on)
    select b.program, b.name, b.sponsor, b.planned_practices, b.starts_on, b.ends_on
    from jsonb_to_record(:body::jsonb) as b (program text, name text, sponsor text, planned_practices int,
                                             starts_on date, ends_on date)
    returning p as it
)
select '/v1/programs/' || s.program as _location, s.* from made, lateral shown(made.it) s
