-- recommendations_report(program, status, policy_area) reads
with endorsed as (
    -- A recommendation stands on what its roundtable found: how the groups that were there stood to it.
    select f.roundtable_id, jsonb_agg(e.endorsement) as endorsements
    from finding f join endorsement e using (finding_id) group by f.roundtable_id
)
select r.recommendation, t.roundtable, p.program, r.text, r.policy_area, r.policy_level, r.owner, r.target_on, r.status,
       (select iso(max(h.changed_at)) from recommendation_status h
        where h.recommendation_id = r.recommendation_id and h.status = r.status) as status_since,
       (select count(*) from recommendation_evidence e where e.recommendation_id = r.recommendation_id) as evidence,
       s.support, s.conditional, s.oppose, s.abstain,
       (select count(*) from roundtable_attendance a where a.roundtable_id = r.roundtable_id) as groups_present,
       coalesce(r.target_on < current_date, false) and r.status not in ('done', 'declined') as overdue
from recommendation r
join roundtable t using (roundtable_id)
join program p on p.program_id = r.program_id
left join endorsed e using (roundtable_id)
cross join lateral stance(coalesce(e.endorsements, '[]')) s
where (:program::text is null or p.program = any (string_to_array(:program, ',')))
  and (:status::text is null or r.status = :status
       or (:status = 'open' and r.status not in ('done', 'declined')))
  and (:policy_area::text is null or r.policy_area = :policy_area)
order by r.status in ('done', 'declined'), r.target_on, r.recommendation
