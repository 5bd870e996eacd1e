-- submission_list(program, practice, wave, instrument, status, after, limit) reads
with listed as (
    select s as it
    from submission s
    join program g using (program_id)
    join practice p using (practice_id)
    join wave w using (wave_id)
    join instrument_version v using (version_id)
    join instrument i using (instrument_id)
    where (:program::text is null or g.program = :program)
      and (:practice::text is null or p.practice = :practice)
      and (:wave::text is null or w.wave = :wave)
      and (:instrument::text is null or i.instrument = :instrument)
      and (:status::text is null or s.status = :status)
      and (:after::uuid is null or s.submission > :after::uuid)
    order by s.submission limit :limit::int + 1
)
select x.* from listed, lateral shown(listed.it) x order by x._cursor
