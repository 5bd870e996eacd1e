-- missing_reason_list() reads
-- In their order; last what was missing without a reason.
select reason_id, reason, reason_id as position from missing_reason
union all
select 0, 'no_reason_given', 99
order by position
