-- audit_list(since, until, actor, operation, outcome, practice, request, after, limit) reads
with listed as (
    select e as it from audit_entry e
    where (:since::timestamptz is null or e.occurred_at >= :since::timestamptz)
      and (:until::timestamptz is null or e.occurred_at < :until::timestamptz)
      and (:actor::text is null or e.actor = :actor)
      and (:operation::text is null or e.operation = :operation)
      and (:outcome::text is null or e.outcome = :outcome)
      and (:practice::text is null or e.practices @> array[:practice])
      and (:request::text is null or e.request = :request)
      and (:after::text is null
           or (e.occurred_at, e.chain, e.entry) > (split_part(:after, ' ', 1)::timestamptz, split_part(:after, ' ', 2)::smallint,
                                                   split_part(:after, ' ', 3)::bigint))
    order by e.occurred_at, e.chain, e.entry limit :limit::int + 1
)
select s.* from listed, lateral shown(listed.it) s order by (listed.it).occurred_at, (listed.it).chain, (listed.it).entry
