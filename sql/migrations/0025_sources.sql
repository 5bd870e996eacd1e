-- Qualitative sources: who spoke, what may be quoted of it, the text, and excerpts of it.
-- Offsets count code points of the text as it was sent, from 0; an excerpt is [starts, ends).

create function text_configuration(language text) returns text language sql immutable parallel safe
as $$
    select coalesce((select c from unnest(array['arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish',
                                                'french', 'german', 'greek', 'hindi', 'hungarian', 'indonesian', 'irish',
                                                'italian', 'lithuanian', 'nepali', 'norwegian', 'portuguese', 'romanian',
                                                'russian', 'serbian', 'spanish', 'swedish', 'tamil', 'turkish', 'yiddish'],
                                          array['ar', 'hy', 'eu', 'ca', 'da', 'nl', 'en', 'fi', 'fr', 'de', 'el', 'hi', 'hu', 'id',
                                                'ga', 'it', 'lt', 'ne', 'no', 'pt', 'ro', 'ru', 'sr', 'es', 'sv', 'ta', 'tr', 'yi'])
                                   as n (c, tag)
                     where tag = split_part(lower(language), '-', 1)), 'simple')
$$;
comment on function text_configuration(text) is
    'How words of a language (BCP 47) are found: by their stems where PostgreSQL knows the language, else as they are.';

-- Declared immutable: the configurations are those of PostgreSQL's own, by their full names.
create function words_of(configuration text, text text) returns tsvector language sql immutable parallel safe
as $$ select to_tsvector(('pg_catalog.' || configuration)::regconfig, text) $$;

create table source (
    source_id bigint generated always as identity primary key,
    program_id int not null references program,
    practice_id int references practice,
    wave_id int,
    roundtable_id int,
    source text not null,
    kind text not null check (kind in ('interview', 'focus_group', 'site_visit_note', 'roundtable_session', 'survey_answer')),
    title text not null,
    organization text,
    held_on date,
    language text not null,
    consent text not null check (consent in ('none', 'aggregate', 'deidentified', 'attributed')),
    part2 boolean not null,
    characters int not null check (characters > 0),
    submission uuid,
    item text,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    unique (program_id, source),
    unique (program_id, source_id),
    unique (submission, item),
    foreign key (practice_id, program_id) references enrolment,
    foreign key (program_id, wave_id) references wave (program_id, wave_id),
    foreign key (program_id, roundtable_id) references roundtable (program_id, roundtable_id),
    constraint source_of_an_answer_names_its_item check ((submission is null) = (item is null))
);
comment on column source.practice_id is 'Null: of the program; only who sees all practices sees it.';
comment on column source.consent is
    'What speakers agreed to: no quote at all, only as a part of counts, a quote that names nobody, a quote with the role.';
comment on column source.part2 is 'Whether it touches substance-use treatment records (42 CFR Part 2).';

-- Apart from what it is of: who may know that there is a source need not read it.
create table source_text (
    program_id int not null references program,
    practice_id int,
    source_id bigint primary key,
    consent text not null,
    text text not null,
    foreign key (practice_id, program_id) references enrolment,
    foreign key (program_id, source_id) references source (program_id, source_id)
);
-- Parts are read by offset: not out of a compressed whole.
alter table source_text alter column text set storage external;

create table source_participant (
    program_id int not null references program,
    practice_id int,
    source_id bigint not null,
    position int not null,
    role text not null,
    stakeholder_group text not null references stakeholder_group,
    participants int not null check (participants > 0),
    primary key (source_id, position),
    foreign key (practice_id, program_id) references enrolment,
    foreign key (program_id, source_id) references source (program_id, source_id)
);

create table excerpt (
    excerpt_id bigint generated always as identity primary key,
    program_id int not null references program,
    practice_id int,
    source_id bigint not null,
    starts int not null check (starts >= 0),
    ends int not null,
    consent text not null,
    configuration text not null,
    text text not null,
    words tsvector generated always as (words_of(configuration, text)) stored,
    unique (source_id, starts, ends),
    unique (program_id, excerpt_id),
    foreign key (practice_id, program_id) references enrolment,
    foreign key (program_id, source_id) references source (program_id, source_id),
    constraint excerpt_is_as_long_as_its_text check (ends - starts = length(text) and ends > starts)
);
create index on excerpt using gin (words);
create index on excerpt (configuration);
create index on excerpt (program_id);

-- Beside the limits: what nobody may quote, only those read who code or record it.
create procedure guard_by_consent(guarded text) language plpgsql
as $$
begin
    execute format('create policy %I on %I as restrictive for select to continuum_service using '
                   '(consent in (''deidentified'', ''attributed'') or (select holds_any(%L)))',
                   guarded || '_consent', guarded, '{sources:write,codings:write,codings:lead}');
end
$$;

do $$
declare
    readers constant text[] := '{sources:read,sources:write,codings:read,codings:write,codings:lead}';
    guarded text;
begin
    foreach guarded in array array['source', 'source_text', 'source_participant', 'excerpt'] loop
        call guard_by_program(guarded, 'sources:write');
        call guard_by_practice(guarded);
        call guard_scope(guarded, readers);
    end loop;
    call guard_by_consent('source_text');
    call guard_by_consent('excerpt');
    -- Whoever works with sources reads the register that they are of.
    foreach guarded in array array['program', 'practice', 'enrolment', 'wave', 'wave_instrument'] loop
        execute format('alter policy %I on %I using ((select holds_any(%L)))', guarded || '_scope', guarded,
                       '{' || case when guarded in ('program', 'wave') then 'waves:reopen,' else '' end || 'registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,'
                       'roundtables:read,roundtables:write,sources:read,sources:write,codings:read,codings:write,codings:lead}');
    end loop;
end
$$;

create policy owner_resolves on excerpt for select to current_user using (true);

-- The index of words can be used only by who sees every row: an operator that looks into
-- texts could tell of them before row security is asked. So this gives numbers alone, of
-- all programs; what they stand for is read under the caller's own policies.
create function excerpts_with(search text) returns table (excerpt_id bigint, source_id bigint, starts int, ends int) language plpgsql stable
    security definer set search_path = continuum, pg_temp
as $$
declare
    spoken text := (select min(configuration) from excerpt);
begin
    while spoken is not null loop
        -- Planned with the words that are asked for, so that rare ones are known to be.
        return query execute
            'select excerpt_id, source_id, starts, ends from excerpt where words @@ $1 and configuration = $2'
            using websearch_to_tsquery(('pg_catalog.' || spoken)::regconfig, search), spoken;
        spoken := (select min(configuration) from excerpt where configuration > spoken);
    end loop;
end
$$;
revoke execute on function excerpts_with(text) from public;
grant execute on function excerpts_with(text) to continuum_service;

-- The text with what was found between marks that it has nowhere else. Markup in it stays text.
create function highlighted(configuration text, text text, search text) returns text language sql stable
as $$
    select ts_headline(('pg_catalog.' || configuration)::regconfig, translate(text, '⟦⟧', '[]'),
                       websearch_to_tsquery(('pg_catalog.' || configuration)::regconfig, search),
                       'HighlightAll=true, StartSel=⟦, StopSel=⟧')
$$;

-- The lines of a text that are not blank, as excerpts; those that are too long for one in parts.
create function paragraphs(whole text) returns table (starts int, ends int, text text) language sql immutable
as $$
    with line as (
        select l.line, (sum(length(l.line) + 1) over (order by n) - length(l.line) - 1)::int as starts
        from string_to_table(whole, e'\n') with ordinality l (line, n)
    )
    select l.starts + part, l.starts + least(part + 10000, length(l.line)), substr(l.line, part + 1, 10000)
    from line l, generate_series(0, length(l.line) - 1, 10000) part
    where l.line ~ '\S'
$$;

create function shown(s source, participants bigint)
returns table (_cursor text, source text, program text, kind text, title text, wave text, practice text, roundtable text,
               organization text, held_on date, language text, consent text, part2 boolean, characters int,
               participants bigint, submission uuid, item text, created_at text, created_by text)
language sql stable as $$
    select s.source, s.source, g.program, s.kind, s.title, w.wave, p.practice, r.roundtable, s.organization, s.held_on,
           s.language, s.consent, s.part2, s.characters, coalesce(participants, 0), s.submission, s.item, iso(s.created_at),
           s.created_by
    from program g
    left join wave w on w.wave_id = s.wave_id
    left join practice p on p.practice_id = s.practice_id
    left join roundtable r on r.roundtable_id = s.roundtable_id
    where g.program_id = s.program_id
$$;

create function shown(s source)
returns table (_cursor text, source text, program text, kind text, title text, wave text, practice text, roundtable text,
               organization text, held_on date, language text, consent text, part2 boolean, characters int,
               participants bigint, submission uuid, item text, created_at text, created_by text)
language sql stable as $$
    select * from shown(s, (select sum(n.participants) from source_participant n where n.source_id = s.source_id))
$$;
