-- A synthetic qualitative study: :excerpts excerpts of 40 words out of 20,000 (a few common, many rare), each with five codes
-- of each of two coders, of which four in five agree.
set search_path to continuum, pg_temp;
set continuum.actor = 'bench';
select setseed(0.5);
create temporary table vocabulary as
select n, case when n % 7 = 0 then 'hir' when n % 5 = 0 then 'walk' when n % 3 = 0 then 'bill' else 'care' end
          || translate(to_hex(n), '0123456789', 'ghijklmnop') as word
from generate_series(1, 20000) n;
create unique index on vocabulary (n);
insert into program (program, name) values ('bench', 'bench');
insert into source (program_id, source, kind, title, language, consent, part2, characters)
select program_id, 'source-' || n, 'interview', 'x', 'en', 'deidentified', false, 1
from program, generate_series(1, :excerpts / 500) n where program = 'bench';
insert into source_text (program_id, source_id, consent, text) select program_id, source_id, consent, 'x' from source;
insert into excerpt (program_id, source_id, starts, ends, consent, configuration, text)
select s.program_id, s.source_id, n * 1000, n * 1000 + length(t.text), 'deidentified', 'english', t.text
from source s, generate_series(0, 499) n,
     lateral (select string_agg(v.word, ' ') as text
              from (select 1 + (19999 * random() ^ 3)::int as n from generate_series(1, 40) where s.source_id > 0 and n.n >= 0) d
              join vocabulary v using (n)) t;
insert into pass (program_id, pass, name, kind, version_id, blind, released_at)
select program_id, 'bench', 'x', 'coding', (select min(version_id) from code), true, now() from program where program = 'bench';
insert into pass_coder (program_id, pass_id, coder, identity)
select program_id, pass_id, 'c' || n, 'bench' || n from pass, generate_series(1, 2) n where pass = 'bench';
with codes as (select array_agg(code_id order by position) as ids from code where version_id = (select min(version_id) from code))
insert into coding (program_id, pass_id, excerpt_id, coder_id, code_id)
select p.program_id, p.pass_id, e.excerpt_id, c.coder_id,
       ids[1 + (e.excerpt_id * 7 + n * 2 + (c.coder = 'c2' and (e.excerpt_id + n) % 5 = 0)::int) % cardinality(ids)]
from pass p join pass_coder c using (pass_id), codes, excerpt e, generate_series(0, 4) n where p.pass = 'bench';
vacuum analyze source, source_text, excerpt, coding, pass, pass_coder;
