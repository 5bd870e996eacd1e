-- Instruments as versioned data: instrument -> version -> domain -> item.
-- A published version never changes; what changes is a new version.

create table scale (
    scale_id int generated always as identity primary key,
    scale text not null unique,
    name text not null,
    ordered boolean not null
);

create table scale_level (
    scale_id int not null references scale,
    level int not null,
    code text not null,
    label text not null,
    primary key (scale_id, level),
    unique (scale_id, code)
);

create table missing_reason (
    reason_id smallint primary key,
    reason text not null unique,
    label text not null
);

create table instrument (
    instrument_id int generated always as identity primary key,
    instrument text not null unique,
    kind text not null
        check (kind in ('framework', 'level', 'survey', 'staffing', 'measures', 'billing', 'costs'))
);

create table instrument_version (
    version_id int generated always as identity primary key,
    instrument_id int not null references instrument,
    version text not null,
    name text not null,
    respondents text not null check (respondents in ('consensus', 'several', 'rater')),
    owner text,
    source text,
    published_on date,
    note text,
    created_at timestamptz not null default now(),
    created_by text not null default coalesce(actor(), 'reference'),
    unique (instrument_id, version)
);

create table instrument_domain (
    version_id int not null references instrument_version,
    position int not null,
    domain text not null,
    name text not null,
    primary key (version_id, domain),
    unique (version_id, position)
);

create table item (
    version_id int not null references instrument_version,
    position int not null check (position >= 1),
    item text not null,
    domain text not null,
    label text not null,
    kind text not null check (kind in ('stage', 'level', 'score', 'choice', 'boolean', 'count',
                                       'rate', 'money', 'hours', 'fte', 'number', 'text')),
    scale_id int references scale,
    minimum numeric,
    maximum numeric,
    decimals smallint not null check (decimals between 0 and 6),
    unit text,
    direction text not null check (direction in ('higher_better', 'lower_better', 'none')),
    missing text[] not null,
    primary key (version_id, position),
    unique (version_id, item),
    foreign key (version_id, domain) references instrument_domain
);
comment on column item.position is 'The place of this item in the arrays of a submission.';
comment on column item.decimals is 'Values are stored as whole numbers of 10^-decimals, so that sums are exact.';

create table score (
    version_id int not null references instrument_version,
    score text not null,
    level text not null check (level in ('domain', 'total')),
    domain text,
    method text not null,
    label text not null,
    primary key (version_id, score)
);
comment on table score is 'How answers become scores: of a domain from its items, of the whole from its domains.';

create table ratio (
    version_id int not null references instrument_version,
    ratio text not null,
    numerator_item text not null,
    denominator_item text not null,
    label text not null,
    primary key (version_id, ratio),
    foreign key (version_id, numerator_item) references item (version_id, item),
    foreign key (version_id, denominator_item) references item (version_id, item)
);

create table wave_instrument (
    program_id int not null references program,
    wave_id int not null,
    version_id int not null references instrument_version,
    primary key (wave_id, version_id),
    foreign key (program_id, wave_id) references wave (program_id, wave_id)
);
comment on table wave_instrument is 'What every enrolled practice is expected to submit at a wave.';

call guard_by_program('wave_instrument', 'registry:write');
grant delete on wave_instrument to continuum_service;
call guard_reference('scale', 'instruments:write');
call guard_reference('scale_level', 'instruments:write');
call guard_reference('missing_reason', null);
call guard_reference('instrument', 'instruments:write');
call guard_reference('instrument_version', 'instruments:write');
call guard_reference('instrument_domain', 'instruments:write');
call guard_reference('item', 'instruments:write');
call guard_reference('score', 'instruments:write');
call guard_reference('ratio', 'instruments:write');

create function instrument_kind_of(instrument text) returns text language sql stable
    as $$ select kind from instrument i where i.instrument = $1 $$;

-- instrument:version, separated by spaces.
create function instruments_text(versions int[]) returns text language sql stable as $$
    select coalesce(string_agg(i.instrument || ':' || v.version, ' ' order by i.instrument, v.version), '')
    from instrument_version v join instrument i using (instrument_id)
    where v.version_id = any (versions)
$$;

create function shown(w wave, versions int[])
returns table (_cursor text, _revision int, program text, wave text, name text, kind text, "position" int,
               target_offset_months int, window_before_days int, window_after_days int,
               starts_on date, ends_on date, reference_on date, instruments text, revision int)
language sql stable as $$
    select w.wave, w.revision, p.program, w.wave, w.name, w.kind, w.position, w.target_offset_months,
           w.window_before_days, w.window_after_days, w.starts_on, w.ends_on, w.reference_on,
           instruments_text(versions), w.revision
    from program p where p.program_id = w.program_id
$$;

create function shown(w wave)
returns table (_cursor text, _revision int, program text, wave text, name text, kind text, "position" int,
               target_offset_months int, window_before_days int, window_after_days int,
               starts_on date, ends_on date, reference_on date, instruments text, revision int)
language sql stable as $$
    select * from shown(w, array(select wi.version_id from wave_instrument wi where wi.wave_id = w.wave_id))
$$;

create function shown(v instrument_version)
returns table (_cursor text, instrument text, version text, name text, kind text, respondents text, owner text,
               source text, published_on date, domains bigint, items bigint, note text)
language sql stable as $$
    select i.instrument || ' ' || v.version, i.instrument, v.version, v.name, i.kind, v.respondents, v.owner,
           v.source, v.published_on,
           (select count(*) from instrument_domain d where d.version_id = v.version_id),
           (select count(*) from item t where t.version_id = v.version_id), v.note
    from instrument i where i.instrument_id = v.instrument_id
$$;
