-- audit_take() writes
-- The first of a transaction that keeps its snapshot to the end.
select audit_take()
