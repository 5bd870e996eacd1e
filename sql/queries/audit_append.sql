-- audit_append(audit_outcome, audit_problem, audit_object, audit_rows, audit_practices) writes
-- The last of a transaction; see service/db_transaction.c.
select audit_append(:audit_outcome, :audit_problem, :audit_object, :audit_rows::int, :audit_practices::text[]) as anchor
