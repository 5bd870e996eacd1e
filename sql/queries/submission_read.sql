-- submission_read(submission) reads
select x.* from submission s, lateral shown(s) x where s.submission = :submission::uuid
