-- quota_spend() writes
-- Of a request that keeps a snapshot, before it begins.
select quota_spend()
