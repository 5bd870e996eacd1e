-- quotation_decide(program, quotation, body) writes
-- What was found may have become more since: then it is proposed again.
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (state text, note text)
), target as (
    select q.* from program g join quotation q using (program_id) where g.program = :program and q.quotation = :quotation
), refused as (
    select case when t.quotation_id is null then 'not-found' when t.state <> 'proposed' then 'conflict'
                when t.proposed_by = any ((select caller_identities())::text[]) then 'forbidden'
                when b.state = 'confirmed' and exists (
                    select from excerpt e, lateral identifiers(e.program_id, e.text) i
                    where e.excerpt_id = t.excerpt_id
                      and not exists (select from jsonb_to_recordset(t.findings) as f ("start" int, "end" int)
                                      where f."start" <= i.starts and f."end" >= i.ends)) then 'conflict' end as problem,
           case when t.state <> 'proposed' then 'It is decided: ' || t.state || '.'
                when t.proposed_by = any ((select caller_identities())::text[]) then 'You proposed it; somebody else decides.'
                else 'More of it could tell who somebody is than when it was proposed; refuse it and propose it again.' end as detail
    from b left join target t on true
), changed as (
    update quotation q set state = b.state, note = b.note, decided_at = now(), decided_by = actor()
    from b, target t where q.quotation_id = t.quotation_id and (select problem is null from refused)
    returning q as it
)
select r.problem as _problem, case when r.problem <> 'not-found' then r.detail end as _detail, x.*
from refused r left join changed c on true left join lateral shown(c.it) x on true
