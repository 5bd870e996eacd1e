select json_agg(r) as answer from (
    select w.wave, k.code as item, count(*) as n, round(avg(a.level), 6) as mean,
           round(100.0 * count(*) filter (where a.level >= 3) / count(*), 6) as share,
           count(*) filter (where a.level = 1) as level_1, count(*) filter (where a.level = 2) as level_2,
           count(*) filter (where a.level = 3) as level_3, count(*) filter (where a.level = 4) as level_4
    from continuum.submission s
    join continuum.instrument_version v using (version_id) join continuum.instrument i using (instrument_id)
    join continuum.wave w using (wave_id)
    cross join unnest(s.answers) with ordinality a (level, item) join bench.component k using (item)
    where s.status = 'accepted' and i.instrument = 'continuum_pc' and v.version = '2016' and a.level is not null
    group by w.wave, k.code order by w.wave, k.code) r;
