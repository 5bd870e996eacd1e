-- program_create(body) writes
with made as (
    insert into program as p (program, name, sponsor, planned_practices, starts_on, ends_on, four_eyes, grace_days)
    select b.program, b.name, b.sponsor, b.planned_practices, b.starts_on, b.ends_on,
           coalesce(b.four_eyes, true), b.grace_days
    from jsonb_to_record(:body::jsonb) as b (program text, name text, sponsor text, planned_practices int,
                                             starts_on date, ends_on date, four_eyes boolean, grace_days int)
    returning p as it
)
select '/v1/programs/' || s.program as _location, s.* from made, lateral shown(made.it) s
