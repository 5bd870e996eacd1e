-- quality_rule_change(rule, revision, body) writes
with target as (
    select r.rule_id from quality_rule r where r.rule = :rule
), changed as (
    update quality_rule r
    set severity = given(b, 'severity', r.severity), active = given(b, 'active', r.active::text)::boolean, text = given(b, 'text', r.text),
        revision = r.revision + 1
    from (select :body::jsonb as b) body, target t
    where r.rule_id = t.rule_id and r.revision = :revision::int
    returning r as it
)
select case when not (changed.it is null) then null when not all_programs() then 'forbidden' else 'precondition-failed' end as _problem,
       x.*
from target t left join changed on true left join lateral shown(changed.it) x on true
