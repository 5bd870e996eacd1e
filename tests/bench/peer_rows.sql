select json_agg(r) as answer from (
    select w.wave, k.code as item, count(*) as n, round(avg(l.level), 6) as mean,
           round(100.0 * count(*) filter (where l.level >= 3) / count(*), 6) as share,
           count(*) filter (where l.level = 1) as level_1, count(*) filter (where l.level = 2) as level_2,
           count(*) filter (where l.level = 3) as level_3, count(*) filter (where l.level = 4) as level_4
    from bench.level l join continuum.wave w using (wave_id) join bench.component k using (item)
    group by w.wave, k.code order by w.wave, k.code) r;
