-- pass_create(program, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (pass text, name text, codebook text, version text, reconciles text,
                                                      blind boolean, coders jsonb)
), target as (
    select program_id from program where program = :program
), book as (
    select v.version_id from b join codebook k using (codebook) join codebook_version v on v.codebook_id = k.codebook_id and v.version = b.version
    where v.published_at is not null
), earlier as (
    select p.pass_id, p.version_id, p.kind, not p.blind or p.released_at is not null as shown
    from b, target t join pass p using (program_id) where p.pass = b.reconciles
), listed as (
    select c.*, '/coders/' || n.ordinality - 1 as place, n.ordinality as position
    from b, jsonb_array_elements(b.coders) with ordinality n (it, ordinality), jsonb_to_record(n.it) as c (coder text, identity text)
), faults as (
    select fault('/version', 'unknown_version', 'is not a published version of a codebook that is known') as fault
    where not exists (select from book)
    union all
    select fault('/reconciles', 'unknown_pass', 'is not a pass of coders of this program') from b
    where reconciles is not null and not exists (select from earlier where kind = 'coding')
    union all
    select fault('/reconciles', 'not_released', 'is blind and not released yet') from earlier where not shown
    union all
    select fault('/version', 'conflicting', 'is not the version with which that pass was coded') from earlier e, book
    where e.version_id <> book.version_id
    union all
    select fault(place || '/coder', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by coder order by position) as nth from listed) n where nth > 1
    union all
    select fault(place || '/identity', 'repeated', 'is there twice')
    from (select place, row_number() over (partition by identity order by position) as nth from listed) n where nth > 1
), made as (
    insert into pass as p (program_id, pass, name, kind, version_id, reconciles_id, blind)
    select t.program_id, b.pass, b.name, case when b.reconciles is null then 'coding' else 'reconciliation' end, book.version_id,
           (select pass_id from earlier), coalesce(b.blind, b.reconciles is null)
    from b, target t, book where not exists (select from faults)
    returning p as it
), coders as (
    insert into pass_coder (program_id, pass_id, coder, identity)
    select (m.it).program_id, (m.it).pass_id, l.coder, l.identity from made m, listed l
    returning coder
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || x.program || '/passes' as _location, x.*
from target left join made on true left join lateral shown(made.it, (select count(*) from coders)) x on true
