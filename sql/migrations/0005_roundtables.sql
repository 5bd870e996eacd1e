-- Stakeholder roundtables: who was there, what they found, what they ask for.

create table stakeholder_group (
    stakeholder_group text primary key,
    position int not null,
    label text not null
);

create table policy_area (
    policy_area text primary key,
    position int not null,
    label text not null
);

create table policy_level (
    policy_level text primary key,
    position int not null,
    label text not null
);

create table theme (
    theme text primary key,
    position int not null,
    label text not null,
    kind text not null check (kind in ('barrier', 'best_practice', 'factor'))
);

create table roundtable (
    roundtable_id int generated always as identity primary key,
    program_id int not null references program,
    roundtable text not null unique,
    name text not null,
    held_on date not null,
    summary text,
    revision int not null default 1,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    unique (program_id, roundtable_id)
);

create table roundtable_attendance (
    program_id int not null references program,
    roundtable_id int not null,
    stakeholder_group text not null references stakeholder_group,
    participants int not null check (participants > 0),
    primary key (roundtable_id, stakeholder_group),
    foreign key (program_id, roundtable_id) references roundtable (program_id, roundtable_id)
);

create table finding (
    finding_id int generated always as identity primary key,
    program_id int not null references program,
    roundtable_id int not null,
    finding text not null,
    theme text not null references theme,
    text text not null,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    unique (roundtable_id, finding),
    unique (program_id, finding_id),
    foreign key (program_id, roundtable_id) references roundtable (program_id, roundtable_id)
);

create table endorsement (
    program_id int not null references program,
    finding_id int not null,
    stakeholder_group text not null references stakeholder_group,
    endorsement text not null check (endorsement in ('support', 'conditional', 'oppose', 'abstain')),
    primary key (finding_id, stakeholder_group),
    foreign key (program_id, finding_id) references finding (program_id, finding_id)
);

create table recommendation (
    recommendation_id int generated always as identity primary key,
    program_id int not null references program,
    roundtable_id int not null,
    recommendation text not null unique,
    text text not null,
    policy_area text not null references policy_area,
    policy_level text not null references policy_level,
    owner text,
    target_on date,
    status text not null check (status in ('proposed', 'accepted', 'in_progress', 'done', 'declined')),
    revision int not null default 1,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    unique (program_id, recommendation_id),
    foreign key (program_id, roundtable_id) references roundtable (program_id, roundtable_id)
);

create table recommendation_status (
    program_id int not null references program,
    recommendation_id int not null,
    changed_at timestamptz not null default clock_timestamp(),
    status text not null,
    note text,
    changed_by text not null default actor(),
    primary key (recommendation_id, changed_at),
    foreign key (program_id, recommendation_id) references recommendation (program_id, recommendation_id)
);

create table recommendation_evidence (
    program_id int not null references program,
    recommendation_id int not null,
    position int not null,
    report text not null,
    query text not null,
    row_key text not null,
    value numeric,
    note text,
    primary key (recommendation_id, position),
    foreign key (program_id, recommendation_id) references recommendation (program_id, recommendation_id)
);
comment on table recommendation_evidence is
    'A row of a report that supports the recommendation: which report, its query, which row, and the value as it was.';

call guard_reference('stakeholder_group', null);
call guard_reference('policy_area', null);
call guard_reference('policy_level', null);
call guard_reference('theme', null);
call guard_by_program('roundtable', 'roundtables:write');
call guard_by_program('roundtable_attendance', 'roundtables:write');
call guard_by_program('finding', 'roundtables:write');
call guard_by_program('endorsement', 'roundtables:write');
call guard_by_program('recommendation', 'roundtables:write');
call guard_by_program('recommendation_status', 'roundtables:write');
call guard_by_program('recommendation_evidence', 'roundtables:write');
grant update on roundtable, recommendation to continuum_service;

create policy roundtable_scope on roundtable as restrictive for select
    using ((select holds('roundtables:read')) or (select holds('roundtables:write')) or (select holds('reports:read')));
create policy finding_scope on finding as restrictive for select
    using ((select holds('roundtables:read')) or (select holds('roundtables:write')) or (select holds('reports:read')));
create policy recommendation_scope on recommendation as restrictive for select
    using ((select holds('roundtables:read')) or (select holds('roundtables:write')) or (select holds('reports:read')));

create function shown(r roundtable, groups bigint, participants bigint)
returns table (_cursor text, _revision int, roundtable text, program text, name text, held_on date, summary text,
               groups bigint, participants bigint, findings bigint, recommendations bigint, revision int)
language sql stable as $$
    select r.roundtable, r.revision, r.roundtable, p.program, r.name, r.held_on, r.summary, groups, participants,
           (select count(*) from finding f where f.roundtable_id = r.roundtable_id),
           (select count(*) from recommendation c where c.roundtable_id = r.roundtable_id), r.revision
    from program p where p.program_id = r.program_id
$$;

create function shown(r roundtable)
returns table (_cursor text, _revision int, roundtable text, program text, name text, held_on date, summary text,
               groups bigint, participants bigint, findings bigint, recommendations bigint, revision int)
language sql stable as $$
    select s.* from (select count(*) as groups, sum(a.participants) as participants
                     from roundtable_attendance a where a.roundtable_id = r.roundtable_id) a,
                    lateral shown(r, a.groups, a.participants) s
$$;

create function shown(r recommendation, evidence bigint)
returns table (_cursor text, _revision int, recommendation text, roundtable text, text text, policy_area text,
               policy_level text, owner text, target_on date, status text, evidence bigint, revision int)
language sql stable as $$
    select r.recommendation, r.revision, r.recommendation, t.roundtable, r.text, r.policy_area, r.policy_level,
           r.owner, r.target_on, r.status, evidence, r.revision
    from roundtable t where t.roundtable_id = r.roundtable_id
$$;

create function shown(r recommendation)
returns table (_cursor text, _revision int, recommendation text, roundtable text, text text, policy_area text,
               policy_level text, owner text, target_on date, status text, evidence bigint, revision int)
language sql stable as $$
    select * from shown(r, (select count(*) from recommendation_evidence e
                            where e.recommendation_id = r.recommendation_id))
$$;

-- How many groups stand how to a finding.
create function stance(endorsements jsonb)
returns table (support bigint, conditional bigint, oppose bigint, abstain bigint)
language sql immutable as $$
    select count(*) filter (where e = 'support'), count(*) filter (where e = 'conditional'),
           count(*) filter (where e = 'oppose'), count(*) filter (where e = 'abstain')
    from jsonb_array_elements_text(endorsements) e
$$;
