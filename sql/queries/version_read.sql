-- version_read() reads
select * from snapshot_state()
