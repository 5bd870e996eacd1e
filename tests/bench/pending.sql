-- Submissions that wait to be accepted, each in place of one that counts:
-- :count of them, numbered so that each of :clients clients finds its own. Past
-- the triggers, which is no harm: that a practice works on something is not kept of them.
\set ON_ERROR_STOP on
set search_path = continuum, bench;
set session_replication_role = replica;
with chosen as (
    select s.*, row_number() over (order by bits('pending', s.practice_id, s.wave_id, s.version_id)) - 1 as nth
    from submission s join slot using (wave_id, version_id)
    where s.status = 'accepted' and s.respondent = '' and slot.kind <> 'billing'
    order by nth limit :count
)
insert into submission (practice_id, submission, program_id, wave_id, version_id, status, answers, created_by, submitted_at)
select practice_id, ('01920000-0000-7000-9000-' || lpad(to_hex((nth / :clients) * 64 + nth % :clients), 12, '0'))::uuid,
       program_id, wave_id, version_id, 'submitted', array(select coalesce(n, 1) % 4 + 1 from unnest(answers) n), 'bench', now()
from chosen;
analyze submission;
