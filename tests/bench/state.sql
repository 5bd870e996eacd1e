-- A state of :practices practices, the same at every run: one program; at each
-- of three waves the framework (12 components) and a survey (30 items); each
-- month of two years the units of eight billing codes. 120 strata: ten regions,
-- four sizes, three kinds of owner. Written directly by the superuser, past
-- triggers and indexes, as fast as rows can be had:
--   psql -v practices=5000 -f state.sql
\set ON_ERROR_STOP on
set search_path = continuum, bench;
set client_min_messages = warning;
set session_replication_role = replica;
set synchronous_commit = off;
set maintenance_work_mem = '512MB';
set work_mem = '128MB';
create schema bench;

-- Bits from what they are for and nothing else; and a number between 0 and 1.
create function bench.bits(what text, a int, b int default 0, c int default 0) returns bigint
    language sql immutable parallel safe
    return hashint8extended(a::bigint * 65536 + b * 256 + c, hashtext(what));
create function bench.draw(what text, a int, b int default 0, c int default 0) returns float8
    language sql immutable parallel safe
    return (bits(what, a, b, c) & 4294967295) / 4294967296.0::float8;

-- One key hands in and accepts.
insert into program (program, name, planned_practices, starts_on, four_eyes, created_by)
values ('bench', 'A synthetic state', :practices, '2024-01-01', false, 'bench');

insert into practice (practice, name, created_by)
select 'b' || lpad(n::text, 6, '0'), 'Practice ' || n, 'bench' from generate_series(1, :practices) n;

insert into enrolment (practice_id, program_id, enrolled_on, withdrawn_on, created_by)
select p.practice_id, g.program_id, '2024-01-01', case when draw('withdrawn', p.practice_id) < 0.03 then date '2024-10-01' end, 'bench'
from practice p, program g;

with made as (
    insert into instrument (instrument, kind) values ('bench_units', 'billing') returning instrument_id
), version as (
    insert into instrument_version (instrument_id, version, name, respondents, published_on, created_by)
    select instrument_id, '1', 'Units of eight codes', 'consensus', '2024-01-01', 'bench' from made returning version_id
), domain as (
    insert into instrument_domain (version_id, position, domain, name)
    select version_id, 1, 'codes', 'Codes' from version returning version_id
)
insert into item (version_id, position, item, domain, label, kind, minimum, decimals, direction, missing)
select version_id, n, 'code_' || n, 'codes', 'Units of code ' || n, 'count', 0, 0, 'none', '{not_started,not_applicable,not_assessed}'
from domain, generate_series(1, 8) n;

insert into wave (program_id, wave, name, kind, position, target_offset_months, starts_on, ends_on, reference_on, created_by)
select g.program_id, w.wave, w.name, 'wave', w.position, w.months, w.day - 45, w.day + 45, w.day, 'bench'
from program g, (values ('baseline', 'Baseline', 1, 0, date '2024-03-01'), ('month_6', 'Month 6', 2, 6, '2024-09-01'),
                        ('month_12', 'Month 12', 3, 12, '2025-03-01')) w (wave, name, position, months, day);
insert into wave (program_id, wave, name, kind, position, starts_on, ends_on, reference_on, created_by)
select g.program_id, m.code, m.code, 'month', 3 + row_number() over (order by m.code), period_start('month', m.code),
       period_end('month', m.code), period_end('month', m.code), 'bench'
from program g, (select to_char(d, 'YYYY-MM') as code from generate_series(timestamp '2024-01-01', '2025-12-01', '1 month') d) m;

insert into wave_instrument (program_id, wave_id, version_id)
select w.program_id, w.wave_id, v.version_id
from wave w, instrument_version v join instrument i using (instrument_id)
where case w.kind when 'wave' then (i.instrument, v.version) in (('continuum_pc', '2016'), ('pip', '1.0'))
      else i.instrument = 'bench_units' end;

-- Choices at the enrolment, one in twenty changed since. Three kinds of owner.
insert into practice_attribute (practice_id, attribute_id, valid_from, value, created_by)
select p.practice_id, c.attribute_id, d.day, c.values[1 + floor(c.choices * draw(c.attribute, p.practice_id, d.nth))::int], 'bench'
from practice p,
     (select a.attribute_id, a.attribute, array_agg(v.value order by v.position, v.value) as values,
             case a.attribute when 'ownership' then 3 else count(*) end as choices
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

update attribute set dimension = attribute in ('region_redc', 'size_band', 'ownership');

-- What is asked when: a slot is a version at a wave.
create table bench.slot as
select row_number() over (order by w.position, v.version_id)::int as slot, w.program_id, w.wave_id, w.position, w.reference_on,
       v.version_id, i.kind, case i.kind when 'framework' then 1 else 0 end as lowest, t.items,
       case w.kind when 'wave' then 0.06 * w.position else 0.05 end as silent
from wave w join wave_instrument using (wave_id) join instrument_version v using (version_id) join instrument i using (instrument_id),
     lateral (select count(*)::int as items from item where version_id = v.version_id) t;

create table bench.index as
select pg_get_indexdef(indexrelid) as definition, indexrelid::regclass::text as name
from pg_index where indrelid = 'submission'::regclass and not indisprimary;
select format('drop index %s', name) from bench.index \gexec

-- Who answers: fewer at every wave. An answer: where the practice stands, how
-- hard the item is, what time brings, and chance; six in a hundred are missing.
insert into submission (practice_id, submission, program_id, wave_id, version_id, status, answers, reasons,
                        created_at, created_by, submitted_at, accepted_at, accepted_by)
select e.practice_id, ('01920000-0000-7000-8000-' || lpad(to_hex(e.practice_id::bigint * 64 + s.slot), 12, '0'))::uuid,
       s.program_id, s.wave_id, s.version_id, 'accepted', a.answers,
       case when array_position(a.answers, null) is not null then
           array(select case when n is null then 1 + (e.practice_id + s.slot) % 3 end::smallint from unnest(a.answers) n) end,
       s.reference_on, 'bench', s.reference_on, s.reference_on + interval '10 days', 'bench'
from slot s
cross join lateral (select practice_id, draw('stands', practice_id) + 0.3 * s.position as stand
                    from enrolment where withdrawn_on is null or withdrawn_on > s.reference_on offset 0) e
cross join lateral (
    select array(select case when b & 1023 < 61 then null
                             when s.kind = 'billing' then (b >> 10) & 127
                             else least(4, s.lowest + floor(0.9 * (e.stand + draw('hard', i)) + 1.2 * ((b >> 10) & 65535) / 65536.0::float8)) end::bigint
                 from (select i, bits('answer', e.practice_id, s.slot, i) as b from generate_series(1, s.items) i offset 0) drawn) as answers
    offset 0) a
where draw('silent', e.practice_id, s.slot) >= s.silent;
select definition from bench.index \gexec
