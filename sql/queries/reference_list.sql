-- reference_list() reads
select 'stakeholder_groups' as list, stakeholder_group as code, position, label from stakeholder_group
union all select 'policy_areas', policy_area, position, label from policy_area
union all select 'policy_levels', policy_level, position, label from policy_level
union all select 'themes', theme, position, label from theme
union all select 'missing_reasons', reason, reason_id, label from missing_reason
order by list, position
