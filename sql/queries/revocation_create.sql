-- revocation_create(body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (issuer text, subject text, token text)
), faults as (
    select fault('/subject', 'conflicting', 'or token: one of the two') as fault
    from b where num_nonnulls(b.subject, b.token) <> 1
), made as (
    insert into token_revocation as r (issuer, subject, token)
    select b.issuer, b.subject, b.token from b where not exists (select from faults)
    returning r as it
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors, s.*
from b left join made on true left join lateral shown(made.it) s on true
