-- source_create(program, body) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (source text, kind text, title text, wave text, practice text, roundtable text,
        organization text, held_on date, language text, consent text, part2 boolean, text text, segments text, participants jsonb)
), target as (
    select program_id from program where program = :program
), listed as (
    select p.*, n.ordinality as position, '/participants/' || n.ordinality - 1 as place
    from b, jsonb_array_elements(coalesce(b.participants, '[]')) with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as p (role text, stakeholder_group text, participants int)
), found as (
    select t.program_id, p.practice_id, w.wave_id, r.roundtable_id
    from b cross join target t
    left join practice p on p.practice = b.practice
         and exists (select from enrolment e where e.practice_id = p.practice_id and e.program_id = t.program_id)
    left join wave w on w.program_id = t.program_id and w.wave = b.wave
    left join roundtable r on r.program_id = t.program_id and r.roundtable = b.roundtable
), faults as (
    select fault('/practice', 'unknown_practice', 'is not a practice of this program') as fault from b, found
    where b.practice is not null and practice_id is null
    union all
    select fault('/practice', 'missing', 'is required of who sees some practices only') from b
    where b.practice is null and not all_practices()
    union all
    select fault('/wave', 'unknown_wave', 'is not a wave of this program') from b, found where b.wave is not null and wave_id is null
    union all
    select fault('/roundtable', 'unknown_roundtable', 'is not a roundtable of this program') from b, found
    where b.roundtable is not null and roundtable_id is null
    union all
    select fault('/kind', 'not_allowed', 'comes of answers of submissions, through intake') from b where kind = 'survey_answer'
    union all
    select fault('/text', 'too_short', 'has nothing but blanks') from b where text !~ '\S'
    union all
    select fault(place || '/stakeholder_group', 'unknown_group', 'is not a stakeholder group that is known')
    from listed l where not exists (select from stakeholder_group s where s.stakeholder_group = l.stakeholder_group)
), made as (
    insert into source as s (program_id, practice_id, wave_id, roundtable_id, source, kind, title, organization, held_on, language,
                             consent, part2, characters)
    select f.program_id, f.practice_id, f.wave_id, f.roundtable_id, b.source, b.kind, b.title, b.organization, b.held_on,
           coalesce(b.language, 'en'), b.consent, coalesce(b.part2, false), length(b.text)
    from b, found f where not exists (select from faults)
    returning s as it
), written as (
    insert into source_text (program_id, practice_id, source_id, consent, text)
    select (m.it).program_id, (m.it).practice_id, (m.it).source_id, (m.it).consent, b.text from made m, b
), present as (
    insert into source_participant (program_id, practice_id, source_id, position, role, stakeholder_group, participants)
    select (m.it).program_id, (m.it).practice_id, (m.it).source_id, l.position, l.role, l.stakeholder_group, l.participants
    from made m, listed l
    returning participants
), cut as (
    insert into excerpt (program_id, practice_id, source_id, starts, ends, consent, configuration, text)
    select (m.it).program_id, (m.it).practice_id, (m.it).source_id, p.starts, p.ends, (m.it).consent,
           text_configuration((m.it).language), p.text
    from made m, b, paragraphs(b.text) p where coalesce(b.segments, 'paragraphs') = 'paragraphs'
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || x.program || '/sources/' || x.source as _location, x.*
from target left join made on true
left join lateral shown(made.it, (select sum(participants) from present)) x on true
