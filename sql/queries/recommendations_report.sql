-- recommendations_report(program, status, policy_area) reads
with faults as (
    select 'program' as parameter, 'unknown_program' as code, x || ' is not a program that this key sees' as detail
    from unnest(string_to_array(:program, ',')) x where x not in (select program from program)
    union all
    select 'policy_area', 'unknown_policy_area', 'must be one of: ' ||
           (select string_agg(policy_area, ', ' order by position) from policy_area)
    where :policy_area::text is not null and :policy_area not in (select policy_area from policy_area)
), endorsed as (
    -- A recommendation stands on what its roundtable found: how the groups that were there stood to it.
    select f.roundtable_id, jsonb_agg(e.endorsement) as endorsements
    from finding f join endorsement e using (finding_id) group by f.roundtable_id
)
select (select 'invalid-content' from faults limit 1) as _problem,
       (select jsonb_agg(jsonb_build_object('parameter', parameter, 'code', code, 'detail', detail)) from faults) as _errors,
       r.recommendation, t.roundtable, p.program, r.text, r.policy_area, r.policy_level, r.owner, r.target_on, r.status,
       (select iso(max(h.changed_at)) from recommendation_status h
        where h.recommendation_id = r.recommendation_id and h.status = r.status) as status_since,
       (select count(*) from recommendation_evidence e where e.recommendation_id = r.recommendation_id) as evidence,
       s.support, s.conditional, s.oppose, s.abstain,
       (select count(*) from roundtable_attendance a where a.roundtable_id = r.roundtable_id) as groups_present,
       coalesce(r.target_on < current_date, false) and r.status not in ('done', 'declined') as overdue
from (values (1)) one
left join (recommendation r
    join roundtable t using (roundtable_id)
    join program p on p.program_id = r.program_id
    left join endorsed e using (roundtable_id)
    cross join lateral stance(coalesce(e.endorsements, '[]')) s)
on not exists (select from faults)
  and (:program::text is null or p.program = any (string_to_array(:program, ',')))
  and (:status::text is null or r.status = :status
       or (:status = 'open' and r.status not in ('done', 'declined')))
  and (:policy_area::text is null or r.policy_area = :policy_area)
where r.recommendation is not null or exists (select from faults)
order by r.status in ('done', 'declined'), r.target_on, r.recommendation, p.program
