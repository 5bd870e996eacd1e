-- recommendation_create(program, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (recommendation text, roundtable text, text text, policy_area text,
        policy_level text, owner text, target_on date, evidence jsonb)
), target as (
    select program_id from program where program = :program
), meeting as (
    select r.program_id, r.roundtable_id from target join roundtable r using (program_id) join b using (roundtable)
), faults as (
    select fault('/roundtable', 'unknown_roundtable', 'is not a roundtable of this program') as fault
    where not exists (select from meeting)
    union all
    select fault('/policy_area', 'unknown_policy_area', 'must be one of: ' ||
                 (select string_agg(policy_area, ', ' order by position) from policy_area))
    from b where not exists (select from policy_area a where a.policy_area = b.policy_area)
    union all
    select fault('/policy_level', 'unknown_policy_level', 'must be one of: ' ||
                 (select string_agg(policy_level, ', ' order by position) from policy_level))
    from b where not exists (select from policy_level l where l.policy_level = b.policy_level)
), made as (
    insert into recommendation as r (program_id, roundtable_id, recommendation, text, policy_area, policy_level, owner,
                                     target_on, status)
    select m.program_id, m.roundtable_id, b.recommendation, b.text, b.policy_area, b.policy_level, b.owner, b.target_on,
           'proposed'
    from b, meeting m where not exists (select from faults)
    returning r as it
), began as (
    insert into recommendation_status (program_id, recommendation_id, status)
    select (m.it).program_id, (m.it).recommendation_id, 'proposed' from made m
), linked as (
    insert into recommendation_evidence (program_id, recommendation_id, position, report, query, row_key, value, note)
    select (m.it).program_id, (m.it).recommendation_id, n.ordinality, e.report, coalesce(e.query, ''), e.row, e.value, e.note
    from made m, b, jsonb_array_elements(coalesce(b.evidence, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as e (report text, query text, row text, value numeric, note text)
    returning position
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || x.program || '/recommendations/' || x.recommendation as _location, x.*
from target left join made on true left join lateral shown(made.it, (select count(*) from linked)) x on true
