select json_agg(r) from (
    select s.wave_id, i.item, count(*) as n, avg(a.level) as mean, var_samp(a.level) as variance,
           percentile_cont(0.5) within group (order by a.level) as median,
           count(*) filter (where a.level = 1) as level_1, count(*) filter (where a.level = 2) as level_2,
           count(*) filter (where a.level = 3) as level_3, count(*) filter (where a.level = 4) as level_4
    from continuum.submission s
    cross join unnest(s.answers) with ordinality a (level, position)
    join continuum.item i on i.version_id = s.version_id and i.position = a.position
    where s.status = 'accepted' and i.kind = 'stage' and a.level is not null
    group by s.wave_id, i.item order by s.wave_id, i.item) r;
