-- A state of :practices practices, the same at every run: one program, three
-- waves, the framework and the measures at each, attributes that change.
-- Written directly by the superuser, as fast as rows can be had:
--   psql -v practices=5000 -f state.sql
\set ON_ERROR_STOP on
set search_path = continuum, bench;
set client_min_messages = warning;
create schema bench;

-- Between 0 and 1, from what it is for and nothing else.
create function bench.draw(what text, a int, b int default 0, c int default 0) returns float8
    language sql immutable parallel safe
    return (hashint8extended(a::bigint * 4096 + b * 64 + c, hashtext(what)) & 4294967295) / 4294967296.0;

begin;

insert into program (program, name, planned_practices, starts_on, created_by)
values ('bench', 'A synthetic state', :practices, '2024-01-01', 'bench');

insert into practice (practice, name, created_by)
select 'b' || lpad(n::text, 6, '0'), 'Practice ' || n, 'bench' from generate_series(1, :practices) n;

insert into enrolment (practice_id, program_id, enrolled_on, withdrawn_on, cohort, created_by)
select p.practice_id, g.program_id, '2024-01-01',
       case when draw('withdrawn', p.practice_id) < 0.03 then date '2024-10-01' end,
       'c' || 1 + floor(3 * draw('cohort', p.practice_id)), 'bench'
from practice p, program g;

insert into wave (program_id, wave, name, kind, position, target_offset_months, starts_on, ends_on, reference_on, created_by)
select g.program_id, w.wave, w.name, 'wave', w.position, w.months, w.day - 45, w.day + 45, w.day, 'bench'
from program g, (values ('baseline', 'Baseline', 1, 0, date '2024-03-01'), ('month_6', 'Month 6', 2, 6, '2024-09-01'),
                        ('month_12', 'Month 12', 3, 12, '2025-03-01')) w (wave, name, position, months, day);

insert into wave_instrument (program_id, wave_id, version_id)
select w.program_id, w.wave_id, v.version_id
from wave w, instrument_version v join instrument i using (instrument_id)
where (i.instrument, v.version) in (('continuum_pc', '2016'), ('screening', '1'));

-- Choices at the enrolment, one in twenty changed since.
insert into practice_attribute (practice_id, attribute_id, valid_from, value, created_by)
select p.practice_id, c.attribute_id, d.day,
       c.values[1 + floor(cardinality(c.values) * draw(c.attribute, p.practice_id, d.nth))::int], 'bench'
from practice p,
     (select a.attribute_id, a.attribute, array_agg(v.value order by v.position, v.value) as values
      from attribute a join attribute_value v using (attribute_id)
      where a.attribute in ('county', 'rurality', 'ownership', 'designation', 'setting', 'bhi_model')
      group by a.attribute_id, a.attribute) c,
     (values (1, date '2024-01-01'), (2, '2024-07-01')) d (nth, day)
where d.nth = 1 or (c.attribute <> 'county' and draw('changed ' || c.attribute, p.practice_id) < 0.05);

-- Headcounts, one in five changed since; the size band is derived from them.
insert into practice_attribute (practice_id, attribute_id, valid_from, value, created_by)
select p.practice_id, a.attribute_id, d.day, (1 + floor(30 * draw('clinicians', p.practice_id, d.nth) ^ 2))::text, 'bench'
from practice p, attribute a, (values (1, date '2024-01-01'), (2, '2024-07-01')) d (nth, day)
where a.attribute = 'clinicians' and (d.nth = 1 or draw('hired', p.practice_id) < 0.2);

-- Who answers: fewer at every wave. An answer: where the practice stands, how
-- hard the item is, what time brings, and chance; one in thirty is missing.
with asked as (
    select s.version_id, s.instrument, s.program_id, s.practice_id, s.wave_id, s.wave_position,
           draw('sent ' || s.instrument, s.practice_id, s.wave_position) < 1.0 - 0.06 * s.wave_position as sent
    from population(null, null, null, null, '{}', '{}') s
), chosen as (
    select row_number() over (order by wave_position, practice_id, version_id) as nth, * from asked where sent
), answered as (
    select c.nth, i.position, i.kind, i.decimals,
           draw('missing', c.practice_id, c.wave_position, i.position) < 0.033 as missing,
           draw('target', c.practice_id, i.position) as base,
           draw('answer', c.practice_id, c.wave_position, i.position) as chance,
           draw('stands', c.practice_id) + draw('hard', i.position) + 0.3 * c.wave_position as stand
    from chosen c join item i using (version_id)
), filled as (
    select nth,
           array_agg(case when missing then null
                          when kind = 'stage' then least(4, 1 + floor(0.9 * stand + 1.2 * chance))
                          when kind = 'rate' then floor(ceil(20 + 400 * base) * least(1, 0.2 * stand + 0.4 * chance))
                          when kind = 'fte' then floor(50 + 400 * chance)
                          when kind = 'number' then floor((4 + 12 * chance) * 10 ^ decimals)
                          else floor(10 + 190 * chance) end::bigint order by position) as answers,
           array_agg(case when not missing and kind = 'rate' then ceil(20 + 400 * base) end::bigint order by position) as denominators,
           array_agg(case when missing then 1 + floor(3 * chance) end::smallint order by position) as reasons
    from answered group by nth
)
insert into submission (practice_id, submission, program_id, wave_id, version_id, status, answers, denominators, reasons,
                        created_at, created_by, submitted_at, accepted_at, accepted_by)
select c.practice_id, ('01920000-0000-7000-8000-' || lpad(to_hex(c.nth), 12, '0'))::uuid, c.program_id, c.wave_id,
       c.version_id, 'accepted', f.answers,
       case when cardinality(array_remove(f.denominators, null)) > 0 then f.denominators end,
       case when cardinality(array_remove(f.reasons, null)) > 0 then f.reasons end,
       w.reference_on, 'bench', w.reference_on, w.reference_on + interval '10 days', 'bench'
from chosen c join filled f using (nth) join wave w using (wave_id)
order by c.nth;

-- The same stages as they are kept elsewhere: one narrow row a value.
create table bench.level as
select s.practice_id, s.wave_id, i.position::smallint as item, s.answers[i.position]::smallint as level
from submission s join item i using (version_id)
where i.kind = 'stage' and s.answers[i.position] is not null
order by s.wave_id, s.practice_id, i.position;
alter table bench.level add primary key (wave_id, practice_id, item);
commit;
vacuum analyze;
