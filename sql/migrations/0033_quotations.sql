-- What may be quoted: a part of what was said, in which everything that could name somebody is
-- masked or was looked at by two people. Nobody confirms what they proposed.

-- Marks that belong to the character before them: a span never begins with one.
create function marks() returns text language sql immutable parallel safe
as $$ select U&'\0300-\036F\0483-\0489\0591-\05BD\05BF\05C1\05C2\05C4\05C5\05C7\0610-\061A\064B-\065F\0670\06D6-\06DC\06DF-\06E4\0900-\0903\093A-\094D\1AB0-\1AFF\1DC0-\1DFF\200D\20D0-\20FF\FE00-\FE0F\FE20-\FE2F' $$;

-- A name as a pattern: in both normal forms, whatever blanks are between its words.
create function pattern_of(name text) returns text language sql immutable parallel safe
as $$
    select case when name ~ '^[A-Za-z0-9]' then '\m' else '' end
           || '(?:' || string_agg(distinct regexp_replace(regexp_replace(form, '([][\\^$.|?*+(){}])', '\\\1', 'g'), '\s+', '\\s+', 'g'), '|') || ')'
           || case when name ~ '[A-Za-z0-9]$' then '(?![A-Za-z0-9])' else '' end
    from unnest(array[normalize(trim(name), nfc), normalize(trim(name), nfd)]) form
$$;

-- As texts are compared: without the difference of letter case and of how marks are written.
create function folded(text text) returns text language sql immutable parallel safe
as $$ select lower(normalize(text, nfd) collate "und-x-icu") $$;

-- Words of names that tell of nobody.
create function is_common(word text) returns boolean language sql immutable parallel safe
as $$
    select length(word) < 5 or lower(word) = any (array['family', 'health', 'healthcare', 'medical', 'medicine', 'clinic', 'clinics', 'center',
        'centre', 'centers', 'community', 'practice', 'practices', 'primary', 'pediatric', 'pediatrics', 'associates', 'partners', 'group',
        'hospital', 'network', 'behavioral', 'mental', 'services', 'physicians', 'internal', 'general', 'county', 'state', 'north', 'south',
        'eastern', 'western', 'northern', 'southern', 'program', 'pilot', 'collaborative', 'integration', 'integrated', 'system', 'systems',
        'university', 'school', 'department', 'office', 'foundation', 'council', 'association', 'wellness', 'children', 'women',
        'urgent', 'rural', 'urban', 'street', 'valley', 'model', 'phase', 'cohort', 'initiative', 'project', 'value', 'based'])
$$;

-- What names of the registry look like in a text: all of the state's, since a name gives
-- somebody away whoever may see it. It runs as the owner and tells of the given text alone.
create function identifying_patterns(program int, words text) returns table (kind text, pattern text, cased boolean) language sql stable
    security definer set search_path = continuum, pg_temp
as $$
    with named (kind, name) as (
        select 'practice', p.name from practice p
        union select 'practice', p.practice from practice p where length(p.practice) >= 4
        union select 'practice', w from practice p, regexp_split_to_table(p.name, '[^[:alnum:]]+') w where not is_common(w)
        union select 'program', g.name from program g
        union select 'organization', s.organization from source s where s.organization is not null
        union select 'organization', w from source s, regexp_split_to_table(s.organization, '[^[:alnum:]]+') w where not is_common(w)
        union select 'organization', h.value from practice_attribute h join attribute a using (attribute_id)
              where a.kind = 'text' and h.value is not null
        union select 'place', v.label from attribute_value v join attribute a using (attribute_id) where a.attribute in ('county', 'region_redc')
        union select 'role', r.role from source_participant r where r.program_id = identifying_patterns.program
              group by r.role having sum(r.participants) < 3
    )
    -- Whose first word is not there at all need not be looked for as a pattern.
    select n.kind, pattern_of(n.name), false from named n
    where length(trim(n.name)) >= 3 and position(folded((regexp_match(n.name, '\S+'))[1]) in folded(words)) > 0
    union all
    select * from (values
        ('name', '\m(?:[Dd][Rr]|[Mm][Rr]|[Mm][Rr][Ss]|[Mm][SsXx]|[Pp]rof|[Pp]rofessor|[Dd]octor|[Rr]ev|[Pp]astor|[Ss]ister|[Nn]urse)\M\.?\s+[[:upper:]][[:alpha:]''’-]+(?:\s+[[:upper:]][[:alpha:]''’-]+)*', true),
        ('name', '\m[[:upper:]][[:lower:]]+(?:\s+[[:upper:]]\.)?(?:[ -]|\s)[[:upper:]][[:lower:]]+(?:[ -][[:upper:]][[:lower:]]+)*', true),
        ('name', '(?:[Mm]y name is|I am called|[Tt]hey call me)\s+[[:upper:]][[:alpha:]''’-]+', true),
        ('date', '[[:digit:]]{1,4}[-/.][[:digit:]]{1,2}[-/.][[:digit:]]{1,4}', false),
        ('date', '\m(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|may)\M\.?\s+(?:the\s+)?[[:digit:]]{1,4}(?:st|nd|rd|th)?(?:,?\s+[[:digit:]]{4})?', false),
        ('date', '\m[[:digit:]]{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\M(?:,?\s+[[:digit:]]{4})?', false),
        ('mail', '[^[:space:]@<>]+@[^[:space:]@<>]+\.[[:alpha:]]{2,}', false),
        ('address', '(?:https?://|www\.)[^[:space:]]+', false),
        ('phone', '(?:\+[[:digit:]]{1,3}[-. ]?)?\(?[[:digit:]]{3}\)?[-. ]?[[:digit:]]{3}[-. ][[:digit:]]{4}', false),
        ('number', '[[:digit:]](?: ?[[:digit:]]){5,}', false),
        ('number', '\m[[:digit:]]{3}-[[:digit:]]{2}-[[:digit:]]{4}\M', false),
        ('number', '\m[[:digit:]]{5}\M', false),
        ('age', '\m(?:9[[:digit:]]|1[0-2][[:digit:]])(?:\s+|-)(?:years?|yrs?|y/?o)\M', false),
        ('age', '\m(?:aged?|turn(?:ed|s|ing)?)\s+(?:9[[:digit:]]|1[0-2][[:digit:]])\M', false),
        ('age', '\mninet(?:y|ies)\M(?:[- ][[:alpha:]]+)?', false)) fixed (kind, pattern, cased)
$$;
revoke execute on function identifying_patterns(int, text) from public;

-- Where a text could tell who somebody is: [starts, ends) in code points; each span once, with
-- all that it may be.
create function identifiers(program int, words text) returns table (starts int, ends int, kinds jsonb, found text) language sql stable
    security definer set search_path = continuum, pg_temp
as $$
    with hit as (
        select p.kind, p.whole, f.nth, f.flags
        from (select i.kind, '(?:' || i.pattern || ')[' || marks() || ']*' as whole, case when i.cased then '' else 'i' end as flags
              from identifying_patterns(identifiers.program, words) i) p,
             lateral (select nth, p.flags
                      from generate_series(1, regexp_count(words collate "und-x-icu", p.whole, 1, p.flags)) nth) f
    ), span as (
        select kind, regexp_instr(words collate "und-x-icu", whole, 1, nth, 0, flags) - 1 as starts,
               regexp_instr(words collate "und-x-icu", whole, 1, nth, 1, flags) - 1 as ends
        from hit
    )
    select s.starts, s.ends, jsonb_agg(distinct s.kind), substr(words, s.starts + 1, s.ends - s.starts)
    from span s
    where s.ends > s.starts
      and not exists (select from span w where w.starts <= s.starts and w.ends >= s.ends and w.ends - w.starts > s.ends - s.starts)
    group by s.starts, s.ends
$$;
revoke execute on function identifiers(int, text) from public;
grant execute on function identifiers(int, text) to continuum_service;

create table quotation (
    quotation_id bigint generated always as identity primary key,
    program_id int not null references program,
    practice_id int,
    excerpt_id bigint not null,
    quotation text not null,
    consent text not null check (consent in ('deidentified', 'attributed')),
    text text not null,
    codes text[] not null,
    findings jsonb not null,
    state text not null default 'proposed' check (state in ('proposed', 'confirmed', 'refused')),
    note text,
    proposed_at timestamptz not null default now(),
    proposed_by text not null default actor(),
    decided_at timestamptz,
    decided_by text,
    unique (program_id, quotation),
    foreign key (practice_id, program_id) references enrolment,
    foreign key (program_id, excerpt_id) references excerpt (program_id, excerpt_id),
    constraint quotation_is_decided_by_somebody_else check (decided_by <> proposed_by),
    constraint quotation_is_decided_by_somebody check ((state = 'proposed') = (decided_by is null))
);
comment on column quotation.findings is 'What was found in the text, and what was done about each: masked, or kept for a reason.';
create index on quotation (excerpt_id);

call guard_by_program('quotation', 'codings:write');
call guard_by_practice('quotation');
call guard_scope('quotation', '{reports:read,sources:read,sources:write,codings:read,codings:write,codings:lead}');
-- Only what was confirmed leaves those who code.
create policy quotation_confirmed on quotation as restrictive for select to continuum_service
    using (state = 'confirmed' or (select holds_any('{sources:write,codings:write,codings:lead}')));
create policy quotation_begins on quotation as restrictive for insert to continuum_service
    with check (state = 'proposed' and proposed_by = (select actor()));
grant execute on function caller_identities() to continuum_service;
create policy quotation_by_another on quotation as restrictive for update to continuum_service
    using (state = 'proposed' and proposed_by <> all ((select caller_identities())::text[]))
    with check (state <> 'proposed' and proposed_by <> all ((select caller_identities())::text[]));
grant update (state, note, decided_at, decided_by) on quotation to continuum_service;

create function shown(q quotation)
returns table (_cursor text, _practice text, quotation text, program text, source text, excerpt text, practice text, consent text, text text,
               codes jsonb, findings jsonb, state text, note text, proposed_at text, proposed_by text, decided_at text, decided_by text)
language sql stable as $$
    select q.quotation, p.practice, q.quotation, g.program, s.source, e.starts || '-' || e.ends, p.practice, q.consent, q.text, to_jsonb(q.codes),
           q.findings, q.state, q.note, iso(q.proposed_at), q.proposed_by, iso(q.decided_at), q.decided_by
    from program g join excerpt e on e.excerpt_id = q.excerpt_id join source s on s.source_id = e.source_id
    left join practice p on p.practice_id = q.practice_id
    where g.program_id = q.program_id
$$;
