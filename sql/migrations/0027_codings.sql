-- Codings: which codes who gave to which excerpts, in passes. In a blind pass a coder does
-- not see what others gave until it is released; row security holds that, for leads too
-- where they code.

create table pass (
    pass_id int generated always as identity primary key,
    program_id int not null references program,
    pass text not null,
    name text not null,
    kind text not null check (kind in ('coding', 'reconciliation')),
    version_id int not null references codebook_version,
    reconciles_id int,
    blind boolean not null,
    released_at timestamptz,
    released_by text,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    unique (program_id, pass),
    unique (program_id, pass_id),
    foreign key (program_id, reconciles_id) references pass (program_id, pass_id),
    constraint pass_of_reconciliation_names_what_it_reconciles check ((kind = 'reconciliation') = (reconciles_id is not null))
);

create table pass_coder (
    coder_id int generated always as identity primary key,
    program_id int not null references program,
    pass_id int not null,
    coder text not null,
    identity text not null,
    unique (pass_id, coder),
    unique (pass_id, identity),
    unique (program_id, pass_id, coder_id),
    foreign key (program_id, pass_id) references pass (program_id, pass_id)
);
comment on column pass_coder.identity is 'Who it is, as the audit names callers: NAME/IDENTIFIER of a key, ISSUER/SUBJECT of a token.';

create table coding (
    program_id int not null references program,
    practice_id int,
    pass_id int not null,
    excerpt_id bigint not null,
    coder_id int not null,
    code_id int references code,
    valence smallint check (valence between -1 and 1),
    memo text,
    coded_at timestamptz not null default now(),
    constraint coding_is_there_once unique nulls not distinct (pass_id, excerpt_id, coder_id, code_id),
    foreign key (practice_id, program_id) references enrolment,
    foreign key (program_id, excerpt_id) references excerpt (program_id, excerpt_id),
    foreign key (program_id, pass_id, coder_id) references pass_coder (program_id, pass_id, coder_id)
);
comment on column coding.code_id is 'Null: the coder read the excerpt and gave it no code.';
create index on coding (excerpt_id);
create index on coding (code_id);

call guard_by_program('pass', 'codings:lead');
call guard_by_program('pass_coder', 'codings:lead');
call guard_by_program('coding', 'codings:write');
call guard_by_practice('coding');
call guard_scope('pass', '{codings:read,codings:write,codings:lead}');
call guard_scope('pass_coder', '{codings:read,codings:write,codings:lead}');
call guard_scope('coding', '{codings:read,codings:write,codings:lead}');

-- Under which names the caller codes: a key that was rotated goes on for the one before.
create policy owner_resolves on pass for select to current_user using (true);
create policy owner_resolves on pass_coder for select to current_user using (true);
create function caller_identities() returns text[] language sql stable
    security definer set search_path = continuum, pg_temp
as $$
    with recursive keys as (
        select k.key_id, k.name, k.replaces from api_key k where k.key_id = current_setting('continuum.key', true)
        union
        select k.key_id, k.name, k.replaces from keys r join api_key k on k.key_id = r.replaces
    )
    select array_append(coalesce(array_agg(name || '/' || key_id), '{}'), actor()) from keys
$$;

-- As what the caller codes: in any pass, and in those that are not released, where codings can be written.
create function own_coders() returns int[] language sql stable
    security definer set search_path = continuum, pg_temp
as $$
    select coalesce(array_agg(c.coder_id), '{}') from pass_coder c where c.identity = any ((select caller_identities())::text[])
$$;
create function writing_coders() returns int[] language sql stable
    security definer set search_path = continuum, pg_temp
as $$
    select coalesce(array_agg(c.coder_id), '{}') from pass_coder c join pass p using (pass_id)
    where c.identity = any ((select caller_identities())::text[]) and p.released_at is null
$$;

-- Passes whose codings the caller sees, whoever gave them.
create function open_passes() returns int[] language sql stable
    security definer set search_path = continuum, pg_temp
as $$
    select coalesce(array_agg(p.pass_id), '{}') from pass p
    where not p.blind or p.released_at is not null
       or (select holds('codings:lead'))
          and not exists (select from pass_coder c where c.pass_id = p.pass_id and c.coder_id = any ((select own_coders())::int[]))
$$;
revoke execute on function caller_identities(), own_coders(), writing_coders(), open_passes() from public;
grant execute on function own_coders(), writing_coders(), open_passes() to continuum_service;

create policy coding_blind on coding as restrictive for select to continuum_service
    using (pass_id = any ((select open_passes())::int[]) or coder_id = any ((select own_coders())::int[]));
create policy coding_own on coding as restrictive for insert to continuum_service
    with check (coder_id = any ((select writing_coders())::int[]));
create policy coding_own_update on coding as restrictive for update to continuum_service
    using (coder_id = any ((select writing_coders())::int[]));
create policy coding_own_delete on coding as restrictive for delete to continuum_service
    using (coder_id = any ((select writing_coders())::int[]));
grant update (valence, memo, coded_at), delete on coding to continuum_service;

-- A pass is released once.
create policy pass_open on pass as restrictive for update to continuum_service
    using (released_at is null) with check (released_at is not null);
grant update (released_at, released_by) on pass to continuum_service;

create function shown(p pass, coders bigint)
returns table (_cursor text, pass text, program text, name text, kind text, codebook text, version text, reconciles text,
               blind boolean, status text, coders bigint, released_at text, created_at text, created_by text)
language sql stable as $$
    select p.pass, p.pass, g.program, p.name, p.kind, b.codebook, v.version,
           (select r.pass from pass r where r.pass_id = p.reconciles_id), p.blind,
           case when p.released_at is null then 'open' else 'released' end, coders, iso(p.released_at), iso(p.created_at), p.created_by
    from program g, codebook_version v, codebook b
    where g.program_id = p.program_id and v.version_id = p.version_id and b.codebook_id = v.codebook_id
$$;

create function shown(p pass)
returns table (_cursor text, pass text, program text, name text, kind text, codebook text, version text, reconciles text,
               blind boolean, status text, coders bigint, released_at text, created_at text, created_by text)
language sql stable as $$
    select * from shown(p, (select count(*) from pass_coder c where c.pass_id = p.pass_id))
$$;
