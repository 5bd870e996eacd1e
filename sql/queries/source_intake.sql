-- source_intake(program, body) writes
-- Texts of accepted answers that are not sources yet, each with one excerpt; a long one with its paragraphs.
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (instrument text, wave text, items text[], language text, consent text, part2 boolean)
), target as (
    select program_id from program where program = :program
), faults as (
    select fault('/instrument', 'unknown_instrument', 'is not an instrument that is known') as fault
    from b where not exists (select from instrument i where i.instrument = b.instrument)
    union all
    select fault('/wave', 'unknown_wave', 'is not a wave of this program')
    from b, target t where wave is not null and not exists (select from wave w where w.program_id = t.program_id and w.wave = b.wave)
    union all
    select fault('/items/' || n.place - 1, 'unknown_item', 'is not a text of this instrument')
    from b, unnest(b.items) with ordinality n (item, place)
    where not exists (select from instrument i join instrument_version using (instrument_id) join item t using (version_id)
                      where i.instrument = b.instrument and t.item = n.item and t.kind = 'text')
), answers as (
    select s.submission, s.practice_id, s.wave_id, t.item, t.label, t.position, s.texts[t.position] as text
    from b cross join target join submission s using (program_id) join wave w using (wave_id)
    join instrument_version v using (version_id) join instrument i using (instrument_id) join item t using (version_id)
    where s.status = 'accepted' and i.instrument = b.instrument and t.kind = 'text' and s.texts[t.position] ~ '\S'
      and (b.wave is null or w.wave = b.wave) and (b.items is null or t.item = any (b.items))
      and not exists (select from faults)
), made as (
    insert into source as s (program_id, practice_id, wave_id, source, kind, title, language, consent, part2, characters, submission, item)
    select t.program_id, a.practice_id, a.wave_id, replace(a.submission::text, '-', '') || '-' || a.position, 'survey_answer',
           left(a.label, 200), coalesce(b.language, 'en'), b.consent, coalesce(b.part2, false), length(a.text), a.submission, a.item
    from answers a, target t, b
    on conflict (submission, item) do nothing
    returning s as it
), texts as (
    select m.it, a.text from made m join answers a on a.submission = (m.it).submission and a.item = (m.it).item
), written as (
    insert into source_text (program_id, practice_id, source_id, consent, text)
    select (t.it).program_id, (t.it).practice_id, (t.it).source_id, (t.it).consent, t.text from texts t
), cut as (
    insert into excerpt (program_id, practice_id, source_id, starts, ends, consent, configuration, text)
    select (t.it).program_id, (t.it).practice_id, (t.it).source_id, p.starts, p.ends, (t.it).consent,
           text_configuration((t.it).language), p.text
    from texts t, lateral (select 0 as starts, length(t.text) as ends, t.text where length(t.text) <= 10000
                           union all select p.* from paragraphs(t.text) p where length(t.text) > 10000) p
)
select case when not exists (select from target) then 'not-found' when exists (select from faults) then 'invalid-content' end as _problem,
       (select jsonb_agg(fault) from faults) as _errors, x.*
from (values (1)) one left join (made m cross join lateral shown(m.it, null) x) on true
where x.source is not null or exists (select from faults) or not exists (select from target)
order by x.source
