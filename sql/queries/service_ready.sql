-- service_ready() reads
select 'ready' as status
