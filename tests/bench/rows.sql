select json_agg(r) from (
    select wave_id, item, count(*) as n, avg(level) as mean, var_samp(level) as variance,
           percentile_cont(0.5) within group (order by level) as median,
           count(*) filter (where level = 1) as level_1, count(*) filter (where level = 2) as level_2,
           count(*) filter (where level = 3) as level_3, count(*) filter (where level = 4) as level_4
    from bench.level group by wave_id, item order by wave_id, item) r;
