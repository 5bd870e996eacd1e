-- quality_rule_read(rule) reads
select x.* from quality_rule r, lateral shown(r) x where r.rule = :rule
