-- Sheets: what counts of a practice at a wave, one row for every practice that is
-- expected to answer an instrument there. They follow from submissions and the
-- registry (sheet_due) and are kept by triggers (0015), so that a report need not
-- look at every submission, every attribute and every enrolment.

alter table attribute add column dimension boolean not null default false;
comment on column attribute.dimension is 'Its values are part of every stratum: reports take them without looking at practices.';
-- Before any trigger looks; sql/reference/attributes.csv says the same.
update attribute set dimension = true where attribute in ('region_redc', 'rurality', 'size_band', 'ownership');

-- Participation asks for the latest accepted submission of a program.
create index on submission (program_id, accepted_at);

create table stratum (
    stratum_id int generated always as identity primary key,
    program_id int not null references program,
    cohort text,
    attributes jsonb not null,
    unique nulls not distinct (program_id, cohort, attributes)
);
comment on table stratum is 'Practices of a program that no stratum by cohort or by a dimension tells apart. Never deleted.';
comment on column stratum.attributes is 'Values of the attributes with dimension, by their codes; unknown ones are left out.';

create table sheet (
    practice_id int not null,
    wave_id int not null,
    instrument_id int not null,
    program_id int not null,
    version_id int not null,
    stratum_id int not null references stratum,
    received boolean not null,
    in_work boolean not null,
    answers bigint[],
    denominators bigint[],
    reasons smallint[],
    since timestamptz not null,
    primary key (practice_id, wave_id, instrument_id)
);
comment on table sheet is 'What counts of a practice at a wave; there is one where an answer is expected, received or not.';
comment on column sheet.version_id is 'Of the versions that the wave asks for the latest that was received, else the latest.';
comment on column sheet.in_work is 'A draft, submitted or returned submission is there, of any version that the wave asks for.';
comment on column sheet.answers is
    'By item position, as in submission; of several respondents the lower median on a scale, else the mean, rounded. A text is 1.';
comment on column sheet.since is 'Since when it is so; what was before is in sheet_past.';
create index on sheet (wave_id, instrument_id);

create table sheet_past (
    like sheet,
    until timestamptz not null
);
comment on table sheet_past is 'Every former state of a sheet: what held at a moment has since <= moment < until.';
create index on sheet_past (wave_id, until);
create index on sheet_past (practice_id, wave_id, instrument_id);

-- Two waves between which change is reported: of one program, both asking for one
-- instrument. Kept like sheets, so that who takes a pair of answers away still
-- knows which there were when a wave has moved.
create table wave_pair (
    instrument_id int not null,
    from_wave_id int not null,
    wave_id int not null,
    program_id int not null,
    primary key (from_wave_id, wave_id, instrument_id)
);
comment on table wave_pair is 'An earlier and a later wave between which practices may have changed, by instrument.';
create index on wave_pair (wave_id, instrument_id);

-- Whether a practice still takes part in a program, and has ever reported to it.
create table participant (
    practice_id int not null,
    program_id int not null,
    enrolled boolean not null,
    reporting boolean not null,
    primary key (practice_id, program_id),
    check (enrolled or not reporting)
);
comment on table participant is 'What counts of an enrolment, whatever its waves are; kept like sheets.';
comment on column participant.enrolled is 'It has no end.';
comment on column participant.reporting is 'It has no end, and a submission to the program is accepted.';
create index on participant (program_id) include (practice_id, reporting) where enrolled;

-- The owner's functions keep these tables; the service's role reads them.
create procedure guard_kept(guarded text) language plpgsql
as $$
begin
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format('create policy owner_keeps on %I to current_user using (true) with check (true)', guarded);
    execute format('grant select on %I to continuum_service', guarded);
end
$$;

do $$
declare
    seen constant text := '((select all_programs()) or program_id = any ((select visible_programs())::int[]))';
    whole constant text := '((select all_practices()) and ' || seen || ')';
    guarded text;
begin
    foreach guarded in array array['sheet', 'sheet_past', 'participant'] loop
        call guard_kept(guarded);
        execute format('create policy %I on %I for select using (%s)', guarded || '_read', guarded, seen);
        call guard_by_practice(guarded);
        call guard_scope(guarded, '{submissions:read,submissions:write,submissions:accept,reports:read}');
    end loop;
    -- What tells of all practices of a program is for who sees all of them.
    foreach guarded in array array['stratum', 'wave_pair'] loop
        call guard_kept(guarded);
        execute format('create policy %I on %I for select using (%s)', guarded || '_read', guarded, whole);
        call guard_scope(guarded, '{reports:read}');
    end loop;
    -- What sheets follow from.
    foreach guarded in array array['submission', 'wave', 'wave_instrument'] loop
        execute format('create policy owner_resolves on %I for select to current_user using (true)', guarded);
    end loop;
end
$$;

-- What several accepted submissions of one version come to, or one with texts.
create function sheet_merged(practice int, wave int, version int)
returns table (answers bigint[], denominators bigint[], reasons smallint[])
language sql stable as $$
    select array_agg(x.answer order by x.position),
           case when count(x.denominator) > 0 then array_agg(x.denominator order by x.position) end,
           case when count(x.reason) > 0 then array_agg(x.reason order by x.position) end
    from (
        select i.position,
               case when i.scale_id is not null then percentile_disc(0.5) within group (order by a.answer)
                    else round(avg(a.answer))::bigint end as answer,
               -- A denominator counts beside its numerator; where there is none, by itself.
               round(coalesce(avg(s.denominators[i.position]) filter (where a.answer is not null),
                              case when count(a.answer) = 0 then avg(s.denominators[i.position]) end))::bigint as denominator,
               case when count(a.answer) = 0 then min(s.reasons[i.position]) end as reason
        from item i
        join submission s on s.practice_id = practice and s.wave_id = wave and s.version_id = i.version_id and s.status = 'accepted'
        cross join lateral (select coalesce(s.answers[i.position], case when s.texts[i.position] is not null then 1 end)) a (answer)
        where i.version_id = version
        group by i.position, i.scale_id
    ) x
$$;

-- What counts of what a practice sent; versions: those asked for, the latest first.
create function sheet_heard(practice int, wave int, versions int[])
returns table (version_id int, received boolean, in_work boolean, answers bigint[], denominators bigint[], reasons smallint[])
language sql stable as $$
    select coalesce(f.version_id, versions[1]), f.version_id is not null,
           exists (select from submission s
                   where s.practice_id = practice and s.wave_id = wave and s.version_id = any (versions)
                     and s.status in ('draft', 'submitted', 'returned')),
           case when f.several then m.answers else f.answers end,
           case when f.several then m.denominators else f.denominators end,
           case when f.several then m.reasons else f.reasons end
    from (values (1)) one
    left join lateral (
        select s.version_id, s.answers, s.denominators, s.reasons,
               s.texts is not null
               or exists (select from submission o
                          where o.practice_id = practice and o.wave_id = wave and o.version_id = s.version_id
                            and o.respondent <> s.respondent and o.status = 'accepted') as several
        from submission s
        where s.practice_id = practice and s.wave_id = wave and s.version_id = any (versions) and s.status = 'accepted'
        order by array_position(versions, s.version_id) limit 1
    ) f on true
    -- Merged only where there is something to merge: of no version there is nothing.
    cross join lateral sheet_merged(practice, wave, case when f.several then f.version_id end) m
$$;

-- Where practices stand: a row for each time in which neither an enrolment nor a
-- dimension changes. Null: all practices; and no stratum_id where the stratum is new.
create function placement(practices int[])
returns table (practice_id int, program_id int, since date, until date, cohort text, attributes jsonb, stratum_id int)
language sql stable as $$
    with moved as (
        select pa.practice_id, pa.valid_from as since from practice_attribute pa
        where pa.attribute_id in (select coalesce(a.source_id, a.attribute_id) from attribute a where a.dimension)
          and (practices is null or pa.practice_id = any (practices))
        union
        select e.practice_id, '-infinity' from enrolment e where practices is null or e.practice_id = any (practices)
    ), valued as materialized (
        select m.practice_id, m.since, lead(m.since, 1, 'infinity') over (partition by m.practice_id order by m.since) as until,
               d.attributes
        from moved m
        cross join lateral (
            select coalesce(jsonb_object_agg(a.attribute, v.value) filter (where v.value is not null), '{}') as attributes
            from attribute a cross join lateral practice_value(m.practice_id, a.attribute_id, m.since) v
            where a.dimension and m.since > '-infinity') d
    )
    select e.practice_id, e.program_id, greatest(v.since, e.enrolled_on), least(v.until, e.withdrawn_on), e.cohort,
           v.attributes, s.stratum_id
    from enrolment e
    join valued v on v.practice_id = e.practice_id and v.until > e.enrolled_on
                 and (e.withdrawn_on is null or v.since < e.withdrawn_on)
    left join stratum s on s.program_id = e.program_id and s.attributes = v.attributes
                       and s.cohort is not distinct from e.cohort
    where practices is null or e.practice_id = any (practices)
$$;

-- The sheets as they should be, from rows: of these practices and waves, or of
-- all. Who is expected is said as population() says it.
create function sheet_due(practices int[], waves int[])
returns table (practice_id int, wave_id int, instrument_id int, program_id int, version_id int, stratum_id int, received boolean,
               in_work boolean, answers bigint[], denominators bigint[], reasons smallint[])
language sql stable as $$
    with asked as materialized (
        select wi.wave_id, v.instrument_id,
               array_agg(v.version_id order by v.published_on desc nulls last, v.version desc) as versions
        from wave_instrument wi join instrument_version v using (version_id)
        where waves is null or wi.wave_id = any (waves)
        group by wi.wave_id, v.instrument_id
    )
    select p.practice_id, w.wave_id, a.instrument_id, p.program_id, h.version_id, p.stratum_id, h.received,
           h.in_work, h.answers, h.denominators, h.reasons
    from placement(practices) p
    join wave w on w.program_id = p.program_id and w.reference_on >= p.since and w.reference_on < p.until
    join asked a on a.wave_id = w.wave_id
    cross join lateral sheet_heard(p.practice_id, w.wave_id, a.versions) h
$$;

create function wave_pair_due(programs int[])
returns table (instrument_id int, from_wave_id int, wave_id int, program_id int)
language sql stable as $$
    with asked as (
        select distinct w.program_id, w.wave_id, w.position, w.starts_on, i.instrument_id
        from wave w join wave_instrument wi using (wave_id) join instrument_version v using (version_id) join instrument i using (instrument_id)
        where w.kind = 'wave' and i.kind in ('framework', 'level', 'survey') and (programs is null or w.program_id = any (programs))
    )
    select l.instrument_id, f.wave_id, l.wave_id, l.program_id
    from asked f join asked l using (program_id, instrument_id)
    where (f.position, f.starts_on, f.wave_id) < (l.position, l.starts_on, l.wave_id)
$$;

-- The participants as they should be, from rows.
create function participant_due(practices int[])
returns table (practice_id int, program_id int, enrolled boolean, reporting boolean)
language sql stable as $$
    select e.practice_id, e.program_id, e.withdrawn_on is null,
           e.withdrawn_on is null
           and exists (select from submission s
                       where s.practice_id = e.practice_id and s.program_id = e.program_id and s.status = 'accepted')
    from enrolment e where e.practice_id = any (practices)
$$;

revoke execute on function sheet_due(int[], int[]), placement(int[]), participant_due(int[]) from public;
