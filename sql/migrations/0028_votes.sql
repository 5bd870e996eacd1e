-- What a roundtable did in full: its agenda, what its findings stand on, how groups voted, and what comes first.

create table roundtable_session (
    session_id int generated always as identity primary key,
    program_id int not null references program,
    roundtable_id int not null,
    session text not null,
    position int not null check (position > 0),
    title text not null,
    topic text,
    starts_at timestamptz,
    unique (roundtable_id, session),
    unique (roundtable_id, session_id),
    unique (program_id, session_id),
    foreign key (program_id, roundtable_id) references roundtable (program_id, roundtable_id)
);

create table session_attendance (
    program_id int not null references program,
    session_id int not null,
    stakeholder_group text not null references stakeholder_group,
    participants int not null check (participants > 0),
    primary key (session_id, stakeholder_group),
    foreign key (program_id, session_id) references roundtable_session (program_id, session_id)
);

alter table finding add column session_id int,
    add foreign key (roundtable_id, session_id) references roundtable_session (roundtable_id, session_id);
alter table finding add unique (roundtable_id, finding_id);
alter table recommendation add unique (roundtable_id, recommendation_id);

create table finding_code (
    program_id int not null references program,
    finding_id int not null,
    code_id int not null references code,
    primary key (finding_id, code_id),
    foreign key (program_id, finding_id) references finding (program_id, finding_id)
);

create table finding_quote (
    program_id int not null references program,
    finding_id int not null,
    excerpt_id bigint not null,
    primary key (finding_id, excerpt_id),
    foreign key (program_id, finding_id) references finding (program_id, finding_id),
    foreign key (program_id, excerpt_id) references excerpt (program_id, excerpt_id)
);
comment on table finding_quote is 'Which excerpt is quoted. Its text is read where excerpts are, with the consent that it has.';

create table vote (
    vote_id bigint generated always as identity primary key,
    program_id int not null references program,
    roundtable_id int not null,
    finding_id int,
    recommendation_id int,
    stakeholder_group text not null,
    support int not null check (support >= 0),
    conditional int not null check (conditional >= 0),
    oppose int not null check (oppose >= 0),
    abstain int not null check (abstain >= 0),
    condition text,
    dissent text,
    recorded_at timestamptz not null default now(),
    recorded_by text not null default actor(),
    foreign key (program_id, roundtable_id) references roundtable (program_id, roundtable_id),
    foreign key (roundtable_id, finding_id) references finding (roundtable_id, finding_id),
    foreign key (roundtable_id, recommendation_id) references recommendation (roundtable_id, recommendation_id),
    foreign key (roundtable_id, stakeholder_group) references roundtable_attendance (roundtable_id, stakeholder_group),
    constraint vote_is_on_a_finding_or_a_recommendation check (num_nonnulls(finding_id, recommendation_id) = 1),
    constraint vote_with_conditions_says_which check (conditional = 0 or condition is not null)
);
create index on vote (roundtable_id, stakeholder_group);
comment on table vote is 'How many of a group stand how to it. The latest row of a group counts; those before are what was corrected.';

create table ranking (
    ranking_id bigint generated always as identity primary key,
    program_id int not null references program,
    roundtable_id int not null,
    options text not null check (options in ('findings', 'recommendations')),
    method text not null check (method in ('dots', 'borda', 'pairwise')),
    stakeholder_group text not null,
    ballots jsonb not null,
    recorded_at timestamptz not null default now(),
    recorded_by text not null default actor(),
    foreign key (program_id, roundtable_id) references roundtable (program_id, roundtable_id),
    foreign key (roundtable_id, stakeholder_group) references roundtable_attendance (roundtable_id, stakeholder_group)
);
create index on ranking (roundtable_id, method);
comment on table ranking is 'Ballots of a group as they were sent: what they come to is computed. The latest row of a group and a method counts.';

do $$
declare
    guarded text;
begin
    foreach guarded in array array['roundtable_session', 'session_attendance', 'finding_code', 'finding_quote', 'vote', 'ranking'] loop
        call guard_by_program(guarded, 'roundtables:write');
        call guard_scope(guarded, '{roundtables:read,roundtables:write,reports:read}');
    end loop;
end
$$;

-- The votes that count, with what they are on.
create view vote_counted with (security_invoker = true) as
select distinct on (v.roundtable_id, v.finding_id, v.recommendation_id, v.stakeholder_group) v.*
from vote v
order by v.roundtable_id, v.finding_id, v.recommendation_id, v.stakeholder_group, v.vote_id desc;
grant select on vote_counted to continuum_service;

create function shown(v vote, counts boolean)
returns table (finding text, recommendation text, stakeholder_group text, label text, participants int, support int,
               conditional int, oppose int, abstain int, not_voting int, condition text, dissent text, counts boolean,
               recorded_at text, recorded_by text)
language sql stable as $$
    select (select f.finding from finding f where f.finding_id = v.finding_id),
           (select r.recommendation from recommendation r where r.recommendation_id = v.recommendation_id),
           v.stakeholder_group, g.label, a.participants, v.support, v.conditional, v.oppose, v.abstain,
           a.participants - v.support - v.conditional - v.oppose - v.abstain, v.condition, v.dissent, counts,
           iso(v.recorded_at), v.recorded_by
    from stakeholder_group g join roundtable_attendance a using (stakeholder_group)
    where g.stakeholder_group = v.stakeholder_group and a.roundtable_id = v.roundtable_id
$$;

create function shown(s roundtable_session, groups bigint, participants bigint)
returns table (session text, "position" int, title text, topic text, starts_at text, groups bigint, participants bigint)
language sql stable as $$ select s.session, s.position, s.title, s.topic, iso(s.starts_at), groups, participants $$;
