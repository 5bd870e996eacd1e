select json_agg(r) as answer from (
    select w.wave, k.code as item,
           sum(n)::bigint as n, round(sum(n * level) / sum(n), 6) as mean, round(100 * sum(n) filter (where level >= 3) / sum(n), 6) as share,
           coalesce(sum(n) filter (where level = 1), 0)::bigint as level_1, coalesce(sum(n) filter (where level = 2), 0)::bigint as level_2,
           coalesce(sum(n) filter (where level = 3), 0)::bigint as level_3, coalesce(sum(n) filter (where level = 4), 0)::bigint as level_4
    from bench.peer_cell c join continuum.wave w using (wave_id) join bench.component k using (item)
    where c.stratum_id > 0
    group by w.wave, k.code order by w.wave, k.code) r;
