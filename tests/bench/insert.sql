\set n random(1, 1000000000000000)
\set practice random(1, :practices)
insert into continuum.submission (practice_id, program_id, wave_id, version_id, respondent, status, answers, created_by, submitted_at)
select :practice, w.program_id, w.wave_id, v.version_id, 'i' || :n, 'submitted', '{1,2,3,4,1,2,3,4,1,2,3,4}', 'bench', now()
from continuum.wave w, continuum.instrument_version v join continuum.instrument i using (instrument_id)
where w.wave = 'baseline' and i.instrument = 'continuum_pc' and v.version = '2016';
