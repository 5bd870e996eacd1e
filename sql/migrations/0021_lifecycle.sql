-- The life of a submission: who moved it when and why, comments of who returned it,
-- that nobody accepts what they handed in themselves, and until when a wave takes answers.

-- Programs that are there go on as they did; a new one asks for four eyes.
alter table program
    add column four_eyes boolean not null default false,
    add column grace_days int check (grace_days between 0 and 3650);
alter table program alter column four_eyes set default true;
comment on column program.four_eyes is 'Nobody accepts a submission that they made or handed in themselves.';
comment on column program.grace_days is 'Days after its last day at which a new wave closes; null: it never does.';

alter table wave
    add column due_on date,
    add column closes_on date,
    add constraint wave_closes_before_it_is_due check (closes_on >= coalesce(due_on, ends_on));
comment on column wave.due_on is 'The day on which answers are due; null: see due_on().';
comment on column wave.closes_on is 'The last day on which answers are taken; null: they always are.';

create table wave_reopening (
    reopening_id int generated always as identity primary key,
    program_id int not null,
    wave_id int not null,
    until_on date not null,
    reason text not null check (length(reason) between 1 and 2000),
    reopened_at timestamptz not null default now(),
    reopened_by text not null default actor(),
    foreign key (program_id, wave_id) references wave (program_id, wave_id)
);
create index on wave_reopening (wave_id);
comment on table wave_reopening is 'Until when a closed wave takes answers again, and why. Never changed.';

create table submission_event (
    event_id bigint generated always as identity,
    practice_id int not null,
    submission uuid not null,
    program_id int not null,
    status text not null,
    reason text,
    changed_at timestamptz not null default clock_timestamp(),
    changed_by text not null,
    identity text,
    primary key (practice_id, submission, event_id)
);
comment on table submission_event is 'Every status that a submission had, first to last; kept by a trigger, never changed.';
comment on column submission_event.identity is
    'Who: key: and the first of the keys that followed each other, or token: with issuer and subject. Not a name that somebody chose.';

create table submission_comment (
    practice_id int not null,
    submission uuid not null,
    program_id int not null,
    revision int not null,
    place int not null,
    position int,
    comment text not null check (length(comment) between 1 and 2000),
    commented_at timestamptz not null default now(),
    commented_by text not null default actor(),
    primary key (practice_id, submission, revision, place),
    foreign key (practice_id, submission) references submission
);
comment on table submission_comment is 'What whoever returned a submission said of its items.';
comment on column submission_comment.revision is 'The one that it was returned at.';
comment on column submission_comment.position is 'Of the item; null: of the whole.';

alter table submission add column status_reason text check (length(status_reason) between 1 and 2000);
comment on column submission.status_reason is 'Why it came to its status.';
-- What waits to be accepted, by wave.
create index on submission (wave_id, version_id) where status = 'submitted';

do $$
declare
    answered constant text[] := '{submissions:read,submissions:write,submissions:accept,reports:read}';
    named text;
begin
    call guard_kept('submission_event');
    execute format('create policy submission_event_read on submission_event for select using (%s)',
                   '(select all_programs()) or program_id = any ((select visible_programs())::int[])');
    call guard_by_practice('submission_event');
    call guard_scope('submission_event', answered);
    call guard_by_program('submission_comment', 'submissions:accept');
    call guard_by_practice('submission_comment');
    call guard_scope('submission_comment', answered);
    call guard_by_program('wave_reopening', 'waves:reopen');
    -- Whoever reopens a wave reads what they reopen.
    foreach named in array array['program', 'wave', 'wave_reopening'] loop
        execute format('drop policy if exists %I on %I', named || '_scope', named);
        call guard_scope(named, '{registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,'
                                'roundtables:read,roundtables:write,waves:reopen}');
    end loop;
end
$$;
create policy wave_reopening_whole on wave_reopening as restrictive for insert to continuum_service
    with check ((select all_practices()));
create policy owner_resolves on wave_reopening for select to current_user using (true);

-- A key that replaced another is the same somebody.
create function key_identity(key_id text) returns text language sql stable
    security definer set search_path = continuum, pg_temp
    as $$
    with recursive former as (
        select k.key_id, k.replaces from api_key k where k.key_id = $1
        union
        select k.key_id, k.replaces from former f join api_key k on k.key_id = f.replaces
    )
    select 'key:' || f.key_id from former f where f.replaces is null
    $$;

-- Null where nobody asks: the owner at work.
create function caller_identity() returns text language sql stable
    as $$
    select case when current_setting('continuum.key', true) <> '' then key_identity(current_setting('continuum.key', true))
                else 'token:' || actor() end
    $$;

-- Whether somebody made or handed in a submission that is to be accepted by another.
create function is_own(practice int, submission uuid, identity text) returns boolean language sql stable
    security definer set search_path = continuum, pg_temp
    as $$
    select exists (select from submission_event e join program p using (program_id)
                   where e.practice_id = practice and e.submission = $2 and p.four_eyes
                     and e.status in ('draft', 'submitted') and e.identity = $3)
    $$;

create function is_reopened(wave_id int, day date) returns boolean language sql stable
    as $$ select exists (select from wave_reopening r where r.wave_id = $1 and r.until_on >= day) $$;

create function wave_state(w wave, day date) returns text language sql stable
    as $$
    select case when day < w.starts_on then 'planned'
                when day <= coalesce(w.due_on, w.ends_on) then 'open'
                when day <= coalesce(w.closes_on, day) then 'late'
                when is_reopened(w.wave_id, day) then 'reopened'
                else 'closed' end
    $$;

-- The day on which a practice's answers are due: the wave's own; else the last of the
-- window around the practice's target date; else the wave's last.
create function due_on(w wave, enrolled_on date) returns date language sql immutable
    as $$
    select coalesce(w.due_on, (enrolled_on + make_interval(months => w.target_offset_months))::date + w.window_after_days, w.ends_on)
    $$;

-- What no writer gets past, whichever way the answers come.
create function submission_admitted() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
declare
    identity constant text := caller_identity();
    closed boolean;
    own boolean := false;
begin
    if tg_op = 'INSERT' then
        closed := exists (select from came n join wave w using (wave_id)
                          where n.status in ('draft', 'submitted') and w.closes_on < current_date
                            and not is_reopened(w.wave_id, current_date));
    else
        select bool_or(n.status = 'submitted' and wave_state(w, current_date) = 'closed'),
               bool_or(n.status = 'accepted' and is_own(n.practice_id, n.submission, identity))
        into closed, own
        from gone o join came n using (practice_id, submission) join wave w on w.wave_id = n.wave_id
        where n.status in ('submitted', 'accepted') and n.status <> o.status;
    end if;
    if closed then
        raise exception using errcode = 'check_violation', constraint = 'the_wave_is_closed', message = 'the wave is closed';
    elsif own then
        raise exception using errcode = 'insufficient_privilege', message = 'nobody accepts an own submission';
    end if;
    return null;
end
$$;

create function submission_noted() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
declare
    identity constant text := caller_identity();
begin
    if tg_op = 'INSERT' then
        insert into submission_event (practice_id, submission, program_id, status, reason, changed_by, identity)
        select n.practice_id, n.submission, n.program_id, n.status, n.status_reason, n.created_by, identity from came n;
    else
        -- What another replaces has no reason of its own: it keeps that of the status before.
        insert into submission_event (practice_id, submission, program_id, status, reason, changed_by, identity)
        select n.practice_id, n.submission, n.program_id, n.status, case when n.status <> 'superseded' then n.status_reason end,
               coalesce(actor(), 'operator'), identity
        from gone o join came n using (practice_id, submission) where n.status <> o.status;
    end if;
    return null;
end
$$;

create trigger submission_admitted_insert after insert on submission referencing new table as came
    for each statement execute function submission_admitted();
create trigger submission_admitted_update after update on submission referencing old table as gone new table as came
    for each statement execute function submission_admitted();
create trigger submission_noted_insert after insert on submission referencing new table as came
    for each statement execute function submission_noted();
create trigger submission_noted_update after update on submission referencing old table as gone new table as came
    for each statement execute function submission_noted();

-- Of what is there already, as far as it tells.
insert into submission_event (practice_id, submission, program_id, status, changed_at, changed_by, identity)
select s.practice_id, s.submission, s.program_id, e.status, e.at, e.actor,
       case when e.actor ~ '/[0-9a-f]{16}$' then coalesce(key_identity(right(e.actor, 16)), 'key:' || right(e.actor, 16))
            else 'token:' || e.actor end
from submission s
cross join lateral (values
    (1, case when s.submitted_at = s.created_at then 'submitted' else 'draft' end, s.created_at, s.created_by),
    (2, case when s.submitted_at > s.created_at then 'submitted' end, s.submitted_at, s.created_by),
    (3, case when s.accepted_at is not null then 'accepted' end, s.accepted_at, s.accepted_by),
    (4, case when s.superseded_at is not null then 'superseded' end, s.superseded_at, s.created_by)) e (place, status, at, actor)
where e.status is not null and e.actor is not null
order by s.submission, e.place;

revoke execute on function key_identity(text), is_own(int, uuid, text), submission_admitted(), submission_noted() from public;
grant execute on function key_identity(text), is_own(int, uuid, text) to continuum_service;

drop function shown(program);
create function shown(p program)
returns table (_cursor text, _revision int, program text, name text, sponsor text, planned_practices int,
               enrolled_practices bigint, starts_on date, ends_on date, four_eyes boolean, grace_days int, revision int, created_at text)
language sql stable as $$
    select p.program, p.revision, p.program, p.name, p.sponsor, p.planned_practices,
           (select count(*) from enrolment e where e.program_id = p.program_id and e.withdrawn_on is null),
           p.starts_on, p.ends_on, p.four_eyes, p.grace_days, p.revision, iso(p.created_at)
$$;

drop function shown(wave);
drop function shown(wave, int[]);
create function shown(w wave, versions int[])
returns table (_cursor text, _revision int, program text, wave text, name text, kind text, "position" int,
               target_offset_months int, window_before_days int, window_after_days int,
               starts_on date, ends_on date, reference_on date, due_on date, closes_on date, state text, instruments text, revision int)
language sql stable as $$
    select w.wave, w.revision, p.program, w.wave, w.name, w.kind, w.position, w.target_offset_months,
           w.window_before_days, w.window_after_days, w.starts_on, w.ends_on, w.reference_on, coalesce(w.due_on, w.ends_on), w.closes_on,
           wave_state(w, current_date), instruments_text(versions), w.revision
    from program p where p.program_id = w.program_id
$$;
create function shown(w wave)
returns table (_cursor text, _revision int, program text, wave text, name text, kind text, "position" int,
               target_offset_months int, window_before_days int, window_after_days int,
               starts_on date, ends_on date, reference_on date, due_on date, closes_on date, state text, instruments text, revision int)
language sql stable as $$
    select * from shown(w, array(select wi.version_id from wave_instrument wi where wi.wave_id = w.wave_id))
$$;

drop function shown(submission);
create function shown(s submission)
returns table (_cursor text, _revision int, submission uuid, program text, practice text, wave text,
               instrument text, version text, respondent text, method text, status text, status_reason text, answered bigint,
               missing bigint, items bigint, supersedes uuid, due_on date, days_late int, revision int, created_at text,
               submitted_at text, accepted_at text)
language sql stable as $$
    select s.submission::text, s.revision, s.submission, p.program, pr.practice, w.wave, i.instrument, v.version,
           s.respondent, s.method, s.status, s.status_reason, counted.answered, counted.items - counted.answered, counted.items,
           s.supersedes, due.on, case when s.submitted_at is not null then greatest(s.submitted_at::date - due.on, 0) end, s.revision,
           iso(s.created_at), iso(s.submitted_at), iso(s.accepted_at)
    from program p, practice pr, wave w, instrument_version v, instrument i, enrolment e,
         lateral due_on(w, e.enrolled_on) due ("on"),
         lateral (select count(*) as items,
                         count(coalesce(s.answers[t.position]::text, s.texts[t.position])) as answered
                  from item t where t.version_id = v.version_id) counted
    where p.program_id = s.program_id and pr.practice_id = s.practice_id and w.wave_id = s.wave_id
      and v.version_id = s.version_id and i.instrument_id = v.instrument_id
      and e.practice_id = s.practice_id and e.program_id = s.program_id
$$;
