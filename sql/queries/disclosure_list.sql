-- disclosure_list(practice, since, until, recipient, purpose, after, limit) reads
-- To have read this very list discloses nothing of the practice.
select audit_moment(e.occurred_at) || ' ' || e.chain || ' ' || e.entry as _cursor, audit_moment(e.occurred_at) as occurred_at,
       :practice as practice, coalesce(e.recipient, e.actor) as recipient, e.purpose, e.actor, e.operation, e.object, e.rows, e.request
from audit_entry e
where e.outcome = 'read' and e.operation <> 'disclosure_list' and e.practices @> array[:practice]
  and (:since::timestamptz is null or e.occurred_at >= :since::timestamptz)
  and (:until::timestamptz is null or e.occurred_at < :until::timestamptz)
  and (:recipient::text is null or coalesce(e.recipient, e.actor) = :recipient)
  and (:purpose::text is null or e.purpose = :purpose)
  and (:after::text is null
       or (e.occurred_at, e.chain, e.entry) > (split_part(:after, ' ', 1)::timestamptz, split_part(:after, ' ', 2)::smallint,
                                               split_part(:after, ' ', 3)::bigint))
order by e.occurred_at, e.chain, e.entry limit :limit::int + 1
