-- What others would keep of the same state: the framework's stages as narrow
-- rows, the strata that a practice is in at a wave, a rollup of both, and a
-- materialized view.
\set ON_ERROR_STOP on
set search_path = bench, continuum;
set client_min_messages = warning;
set work_mem = '256MB';
set maintenance_work_mem = '512MB';

create table level as
select s.practice_id, s.wave_id, i.position::smallint as item, s.answers[i.position]::smallint as level
from submission s join item i using (version_id)
where i.kind = 'stage' and s.answers[i.position] is not null and s.status = 'accepted'
order by s.wave_id, s.practice_id, i.position;
alter table level add primary key (wave_id, practice_id, item);

create table component as
select position::smallint as item, item.item as code
from item join instrument_version using (version_id) join instrument using (instrument_id)
where instrument = 'continuum_pc' and version = '2016';
alter table component add primary key (item);

create table place as
with held as (
    select distinct on (a.practice_id, w.wave_id, t.attribute_id) a.practice_id, w.wave_id, t.attribute, a.value
    from practice_attribute a join attribute t using (attribute_id) join wave w on w.kind = 'wave' and a.valid_from <= w.reference_on
    where t.attribute in ('county', 'clinicians', 'ownership')
    order by a.practice_id, w.wave_id, t.attribute_id, a.valid_from desc
), parts as (
    select practice_id, wave_id, max(value) filter (where attribute = 'county') as county,
           max(value) filter (where attribute = 'clinicians')::int as clinicians, max(value) filter (where attribute = 'ownership') as ownership
    from held group by practice_id, wave_id
)
select p.practice_id, p.wave_id, r.value as region, s.value as size, p.ownership,
       dense_rank() over (order by r.value, s.value, p.ownership)::int as stratum_id
from parts p
join attribute_rule r on r.source_value = p.county and r.attribute_id = (select attribute_id from attribute where attribute = 'region_redc')
join attribute_rule s on p.clinicians >= coalesce(s.source_from, 0) and p.clinicians <= coalesce(s.source_to, 1e9)
                     and s.attribute_id = (select attribute_id from attribute where attribute = 'size_band');
alter table place add primary key (wave_id, practice_id);

-- Stratum 0: all of them, as the service keeps it too.
create table peer_cell as
select wave_id, item, coalesce(stratum_id, 0) as stratum_id, level, count(*) as n
from level join place using (wave_id, practice_id)
group by grouping sets ((wave_id, item, stratum_id, level), (wave_id, item, level));
alter table peer_cell add primary key (stratum_id, wave_id, item, level);
