-- The registry: programs, practices with dated attributes, enrolments, waves.

create table program (
    program_id int generated always as identity primary key,
    program text not null unique,
    name text not null,
    sponsor text,
    planned_practices int check (planned_practices >= 0),
    starts_on date,
    ends_on date,
    revision int not null default 1,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    constraint program_ends_before_it_starts check (starts_on <= ends_on)
);
comment on table program is 'A pilot. Planned practices and enrolled practices differ, and both are reported.';

create table practice (
    practice_id int generated always as identity primary key,
    practice text not null unique,
    name text not null,
    revision int not null default 1,
    created_at timestamptz not null default now(),
    created_by text not null default actor()
);

create table enrolment (
    practice_id int not null references practice,
    program_id int not null references program,
    enrolled_on date not null,
    withdrawn_on date,
    cohort text,
    revision int not null default 1,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    primary key (practice_id, program_id),
    constraint enrolment_is_withdrawn_before_it_begins check (withdrawn_on >= enrolled_on)
);
create index on enrolment (program_id, practice_id);

-- Attributes are reference data. One with a source is derived: its values
-- come from those of the source by the rules below. So a region set is an
-- attribute derived from county, and a size band one derived from clinicians.
create table attribute (
    attribute_id int generated always as identity primary key,
    attribute text not null unique,
    name text not null,
    kind text not null check (kind in ('choice', 'number', 'text', 'boolean')),
    source_id int references attribute,
    note text,
    check (source_id is null or kind = 'choice')
);

create table attribute_value (
    attribute_id int not null references attribute,
    value text not null,
    position int not null,
    label text not null,
    primary key (attribute_id, value)
);
comment on table attribute_value is 'The values a choice may have.';

create table attribute_rule (
    attribute_id int not null references attribute,
    value text not null,
    source_value text,
    source_from numeric,
    source_to numeric,
    foreign key (attribute_id, value) references attribute_value,
    check ((source_value is null) <> (source_from is null and source_to is null)),
    unique nulls not distinct (attribute_id, source_value, source_from, source_to)
);
comment on table attribute_rule is 'A value of a derived attribute, for one value or one range of its source.';

create table practice_attribute (
    practice_id int not null references practice,
    attribute_id int not null references attribute,
    valid_from date not null,
    value text,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    primary key (practice_id, attribute_id, valid_from)
);
comment on table practice_attribute is 'Holds from its day until the next row of the same attribute; null: unknown again.';

create table wave (
    wave_id int generated always as identity primary key,
    program_id int not null references program,
    wave text not null,
    name text not null,
    kind text not null check (kind in ('wave', 'month', 'quarter', 'year')),
    position int not null,
    target_offset_months int,
    window_before_days int check (window_before_days >= 0),
    window_after_days int check (window_after_days >= 0),
    starts_on date not null,
    ends_on date not null,
    reference_on date not null,
    revision int not null default 1,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    unique (program_id, wave),
    unique (program_id, wave_id),
    constraint wave_ends_before_it_starts check (starts_on <= ends_on)
);
comment on table wave is 'An occasion of collection: a wave of a program, or a calendar period.';
comment on column wave.reference_on is 'The day at which attributes and enrolments are taken for this wave.';

-- The value of an attribute at a practice on a day, derived where it has a
-- source. A function in FROM, so that it becomes part of the statement's plan.
create function practice_value(practice int, attribute int, day date) returns table (value text)
    language sql stable
    as $$
    select case when a.source_id is null then held.value else rule.value end
    from attribute a
    left join lateral (
        select pa.value from practice_attribute pa
        where pa.practice_id = $1 and pa.attribute_id = coalesce(a.source_id, a.attribute_id)
          and pa.valid_from <= $3
        order by pa.valid_from desc limit 1
    ) held on true
    left join lateral (
        select r.value from attribute_rule r
        where r.attribute_id = a.attribute_id
          and (r.source_value = held.value
               or case when held.value ~ '^-?[0-9]+(\.[0-9]+)?$' and r.source_value is null
                       then held.value::numeric >= coalesce(r.source_from, '-infinity')
                        and held.value::numeric <= coalesce(r.source_to, 'infinity') end)
        order by r.source_from limit 1
    ) rule on a.source_id is not null
    where a.attribute_id = $2
    $$;

create function is_date(value text) returns boolean language sql immutable
    as $$
    select case when value ~ '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
        then right(value, 2)::int <= extract(day from (left(value, 7) || '-01')::date + interval '1 month' - interval '1 day')
        else false end
    $$;

-- What is wrong with a value of an attribute; null where nothing is.
create function attribute_fault(pointer text, attribute_id int, value text) returns jsonb
    language sql stable
    as $$
    select case
        when a.source_id is not null
            then fault(pointer, 'derived', 'is derived from another attribute and cannot be set')
        when value is null then null
        when a.kind = 'number' and value !~ '^-?[0-9]{1,15}(\.[0-9]{1,6})?$'
            then fault(pointer, 'invalid_type', 'must be a number')
        when a.kind = 'boolean' and value not in ('true', 'false')
            then fault(pointer, 'invalid_type', 'must be true or false')
        when a.kind = 'choice' and not exists (select from attribute_value v
                                               where v.attribute_id = a.attribute_id and v.value = $3)
            then fault(pointer, 'not_allowed', 'must be one of: ' || coalesce(
                (select string_agg(v.value, ', ' order by v.position) from
                     (select v.value, v.position from attribute_value v
                      where v.attribute_id = a.attribute_id order by v.position limit 30) v), ''))
    end
    from attribute a where a.attribute_id = $2
    $$;

-- Row security. visible_programs() follows from the policy on program, so
-- that what a program's limit means is said once.
alter table program enable row level security;
alter table program force row level security;
create policy program_read on program for select
    using ((select all_programs()) or program = any ((select program_codes())::text[]));
create policy program_insert on program for insert
    with check ((select holds('registry:write')) and (select all_programs()));
create policy program_update on program for update
    using ((select holds('registry:write'))
           and ((select all_programs()) or program = any ((select program_codes())::text[])));

create function visible_programs() returns int[] language sql stable
    as $$ select coalesce(array_agg(program_id), '{}') from program $$;

create function sees_program(program_id int) returns boolean language sql stable
    as $$ select (select all_programs()) or $1 = any ((select visible_programs())::int[]) $$;

-- Row security of a table whose rows belong to a program: seen by who sees
-- the program, written by who also holds the scope.
create procedure guard_by_program(guarded text, write_scope text) language plpgsql
as $$
declare
    seen constant text := '((select all_programs()) or program_id = any ((select visible_programs())::int[]))';
    writes constant text := format('(select holds(%L))', write_scope);
begin
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format('create policy %I on %I for select using (%s)', guarded || '_read', guarded, seen);
    execute format('create policy %I on %I for insert with check (%s and %s)', guarded || '_insert', guarded, writes, seen);
    execute format('create policy %I on %I for update using (%s and %s)', guarded || '_update', guarded, writes, seen);
    execute format('create policy %I on %I for delete using (%s and %s)', guarded || '_delete', guarded, writes, seen);
    execute format('grant select, insert on %I to continuum_service', guarded);
end
$$;

-- The same for reference data, which tells nothing of a practice but is not
-- for strangers either.
create procedure guard_reference(guarded text, write_scope text) language plpgsql
as $$
begin
    execute format('alter table %I enable row level security', guarded);
    execute format('create policy %I on %I for select to continuum_service using ((select actor()) is not null)', guarded || '_read', guarded);
    execute format('grant select on %I to continuum_service', guarded);
    if write_scope is not null then
        execute format('create policy %I on %I for insert to continuum_service with check ((select holds(%L)))', guarded || '_insert', guarded, write_scope);
        execute format('grant insert on %I to continuum_service', guarded);
    end if;
end
$$;

call guard_by_program('enrolment', 'registry:write');
call guard_by_program('wave', 'registry:write');
call guard_reference('attribute', 'registry:write');
call guard_reference('attribute_value', 'registry:write');
call guard_reference('attribute_rule', 'registry:write');

-- A practice is seen by who sees a program that it is in.
alter table practice enable row level security;
alter table practice force row level security;
create policy practice_read on practice for select
    using ((select all_programs())
           or exists (select from enrolment e where e.practice_id = practice.practice_id));
create policy practice_insert on practice for insert
    with check ((select holds('registry:write')) and (select all_programs()));
create policy practice_update on practice for update
    using ((select holds('registry:write'))
           and ((select all_programs())
                or exists (select from enrolment e where e.practice_id = practice.practice_id)));

-- In a function, because a policy on enrolment that looked at practice itself,
-- whose policy looks at enrolment, would turn in a circle.
create function sees_practice(practice_id int) returns boolean language sql stable
    as $$ select exists (select from practice p where p.practice_id = $1) $$;

-- Who sees only some programs enrols only practices that they see.
create policy enrolment_practice on enrolment as restrictive for insert
    with check ((select all_programs()) or sees_practice(practice_id));

alter table practice_attribute enable row level security;
alter table practice_attribute force row level security;
create policy practice_attribute_read on practice_attribute for select
    using ((select all_programs())
           or exists (select from practice p where p.practice_id = practice_attribute.practice_id));
create policy practice_attribute_insert on practice_attribute for insert
    with check ((select holds('registry:write'))
                and ((select all_programs())
                     or exists (select from practice p where p.practice_id = practice_attribute.practice_id)));
create policy practice_attribute_update on practice_attribute for update
    using ((select holds('registry:write'))
           and ((select all_programs())
                or exists (select from practice p where p.practice_id = practice_attribute.practice_id)));

grant select, insert, update on program, practice, practice_attribute to continuum_service;
grant update on enrolment, wave to continuum_service;

-- The dates of a calendar period from its code: 2026, 2026-Q1, 2026-03.
-- Null where the code is none of that kind.
create function period_start(kind text, period text) returns date language sql immutable
    as $$
    select case
        when kind = 'year' and period ~ '^[12][0-9]{3}$' then make_date(period::int, 1, 1)
        when kind = 'quarter' and period ~ '^[12][0-9]{3}-Q[1-4]$'
            then make_date(left(period, 4)::int, right(period, 1)::int * 3 - 2, 1)
        when kind = 'month' and period ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$'
            then make_date(left(period, 4)::int, right(period, 2)::int, 1)
    end
    $$;

create function period_end(kind text, period text) returns date language sql immutable
    as $$
    select (period_start(kind, period) + case kind when 'year' then interval '1 year'
        when 'quarter' then interval '3 months' else interval '1 month' end - interval '1 day')::date
    $$;

-- What answers show of a row. Columns that begin with _ become headers.
create function shown(p program)
returns table (_cursor text, _revision int, program text, name text, sponsor text, planned_practices int,
               enrolled_practices bigint, starts_on date, ends_on date, revision int, created_at text)
language sql stable as $$
    select p.program, p.revision, p.program, p.name, p.sponsor, p.planned_practices,
           (select count(*) from enrolment e where e.program_id = p.program_id and e.withdrawn_on is null),
           p.starts_on, p.ends_on, p.revision, iso(p.created_at)
$$;

create function shown(p practice)
returns table (_cursor text, _revision int, practice text, name text, revision int, created_at text)
language sql stable as $$
    select p.practice, p.revision, p.practice, p.name, p.revision, iso(p.created_at)
$$;

create function shown(e enrolment)
returns table (_cursor text, _revision int, program text, practice text, name text, enrolled_on date,
               withdrawn_on date, cohort text, revision int)
language sql stable as $$
    select pr.practice, e.revision, p.program, pr.practice, pr.name, e.enrolled_on, e.withdrawn_on, e.cohort, e.revision
    from program p, practice pr
    where p.program_id = e.program_id and pr.practice_id = e.practice_id
$$;
