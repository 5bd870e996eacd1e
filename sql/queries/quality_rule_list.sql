-- quality_rule_list(instrument, after, limit) reads
select x.* from quality_rule r join instrument i using (instrument_id), lateral shown(r) x
where (:instrument::text is null or i.instrument = :instrument) and (:after::text is null or r.rule > :after)
order by r.rule limit :limit::int + 1
