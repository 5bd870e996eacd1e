-- Callers with limits: by program, by region (an attribute and its value, such
-- as region_redc:mohawk_valley) and by practice. Each is '*' or a list; what is not
-- said is an empty list, so that a service that forgets one shows nothing.
-- Beside the limits, every table asks for a scope that reads it.

-- What every policy asks is in PL/pgSQL: a function in SQL would be read and
-- built in anew for each table of each statement that is planned.
create or replace function actor() returns text language plpgsql stable parallel safe
    as $$ begin return nullif(current_setting('continuum.actor', true), ''); end $$;

create or replace function holds(scope text) returns boolean language plpgsql stable parallel safe
    as $$ begin
        return coalesce(scope = any (string_to_array(current_setting('continuum.scopes', true), ' ')), false);
    end $$;

create function holds_any(scopes text[]) returns boolean language plpgsql stable parallel safe
    as $$ begin
        return coalesce(scopes && string_to_array(current_setting('continuum.scopes', true), ' '), false);
    end $$;

create function unlimited(name text) returns boolean language plpgsql stable parallel safe
    as $$ begin return coalesce(current_setting('continuum.' || name, true) = '*', false); end $$;

-- No limit by region or practice; no limit at all.
create function all_practices() returns boolean language plpgsql stable parallel safe
    as $$ begin return unlimited('regions') and unlimited('practices'); end $$;

create or replace function all_programs() returns boolean language plpgsql stable parallel safe
    as $$ begin return unlimited('programs') and unlimited('regions') and unlimited('practices'); end $$;

create function limit_list(name text) returns text[] language sql stable
    as $$ select coalesce(string_to_array(current_setting('continuum.' || name, true), ' '), '{}') $$;

-- The three functions below answer what a limit means, and so must see what the
-- limit hides: they run as the owner, whom these policies let read.
create policy owner_resolves on program for select to current_user using (true);
create policy owner_resolves on practice for select to current_user using (true);
create policy owner_resolves on enrolment for select to current_user using (true);
create policy owner_resolves on practice_attribute for select to current_user using (true);

create function limited_practices() returns setof int language sql stable
    security definer set search_path = continuum, pg_temp
    as $$
    select p.practice_id from practice p
    where ((select unlimited('practices')) or p.practice = any ((select limit_list('practices'))::text[]))
      and ((select unlimited('regions'))
           or exists (select from unnest(limit_list('regions')) r (pair)
                      join attribute a on a.attribute = split_part(r.pair, ':', 1)
                      cross join practice_value(p.practice_id, a.attribute_id, current_date) v
                      where v.value = substr(r.pair, strpos(r.pair, ':') + 1)))
    $$;
comment on function limited_practices() is
    'The practices that the limits by region and by practice leave: a practice lies where it lies today.';

create or replace function visible_programs() returns int[] language sql stable
    security definer set search_path = continuum, pg_temp
    as $$
    select coalesce(array_agg(g.program_id), '{}') from program g
    where ((select unlimited('programs')) or g.program = any ((select program_codes())::text[]))
      and ((select all_practices()) or exists (select from enrolment e where e.program_id = g.program_id
                                        and e.practice_id in (select limited_practices())))
    $$;

create function visible_practices() returns setof int language sql stable
    security definer set search_path = continuum, pg_temp
    as $$
    select l.practice_id from limited_practices() l (practice_id)
    where (select unlimited('programs'))
       or l.practice_id in (select e.practice_id from enrolment e
                            where e.program_id = any ((select visible_programs())::int[]))
    $$;

-- Programs and practices.
drop policy program_read on program;
drop policy program_update on program;
create policy program_read on program for select
    using ((select all_programs()) or program_id = any ((select visible_programs())::int[]));
create policy program_update on program for update
    using ((select holds('registry:write'))
           and ((select all_programs()) or program_id = any ((select visible_programs())::int[])))
    with check ((select unlimited('programs')) or program = any ((select program_codes())::text[]));

drop policy practice_read on practice;
drop policy practice_update on practice;
create policy practice_read on practice for select
    using ((select all_programs()) or practice_id in (select visible_practices()));
create policy practice_update on practice for update
    using ((select holds('registry:write'))
           and ((select all_programs()) or practice_id in (select visible_practices())));

drop policy practice_attribute_read on practice_attribute;
drop policy practice_attribute_insert on practice_attribute;
drop policy practice_attribute_update on practice_attribute;
create policy practice_attribute_read on practice_attribute for select
    using ((select all_programs()) or practice_id in (select visible_practices()));
create policy practice_attribute_insert on practice_attribute for insert
    with check ((select holds('registry:write'))
                and ((select all_programs()) or practice_id in (select visible_practices())));
create policy practice_attribute_update on practice_attribute for update
    using ((select holds('registry:write'))
           and ((select all_programs()) or practice_id in (select visible_practices())));

-- A table whose rows belong to a practice of a program: beside the program's
-- limit, which guard_by_program() says, those by region and practice.
create procedure guard_by_practice(guarded text) language plpgsql
as $$
begin
    execute format('create policy %I on %I as restrictive to continuum_service using '
                   '((select all_practices()) or practice_id in (select limited_practices()))',
                   guarded || '_practice', guarded);
end
$$;

-- Enrolling one asks for more: that it is seen at all.
alter policy enrolment_practice on enrolment
    with check ((select all_programs()) or practice_id in (select visible_practices()));
alter policy enrolment_practice on enrolment rename to enrolment_seen;
call guard_by_practice('enrolment');
call guard_by_practice('submission');

-- What a table's rows may be read with; whoever writes reads them, too.
create procedure guard_scope(guarded text, scopes text[]) language plpgsql
as $$
begin
    execute format('create policy %I on %I as restrictive for select to continuum_service using ((select holds_any(%L)))',
                   guarded || '_scope', guarded, scopes);
end
$$;

do $$
declare
    field constant text[] := '{registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,roundtables:read,roundtables:write}';
    asked constant text[] := '{roundtables:read,roundtables:write,reports:read}';
    guarded text;
begin
    foreach guarded in array array['program', 'practice', 'enrolment', 'wave', 'wave_instrument'] loop
        call guard_scope(guarded, field);
    end loop;
    -- These had policies of their own, which asked for each scope alone.
    drop policy submission_scope on submission;
    drop policy roundtable_scope on roundtable;
    drop policy finding_scope on finding;
    drop policy recommendation_scope on recommendation;
    call guard_scope('submission', '{submissions:read,submissions:write,submissions:accept,reports:read}');
    call guard_scope('practice_attribute', '{registry:read,registry:write,reports:read}');
    foreach guarded in array array['roundtable', 'roundtable_attendance', 'finding', 'endorsement', 'recommendation',
                                   'recommendation_status', 'recommendation_evidence'] loop
        call guard_scope(guarded, asked);
    end loop;
    -- Reference data belongs to the whole state: who sees only a part of it does not write it.
    foreach guarded in array array['attribute', 'attribute_value', 'attribute_rule'] loop
        execute format('alter policy %I on %I with check ((select holds(%L)) and (select all_programs()))',
                       guarded || '_insert', guarded, 'registry:write');
    end loop;
    foreach guarded in array array['scale', 'scale_level', 'instrument', 'instrument_version', 'instrument_domain', 'item', 'score', 'ratio'] loop
        execute format('alter policy %I on %I with check ((select holds(%L)) and (select all_programs()))',
                       guarded || '_insert', guarded, 'instruments:write');
    end loop;
end
$$;

-- Who does not see every answer does not know whether an instrument that a wave
-- would no longer ask for has any.
create function sees_answers() returns boolean language sql stable
    as $$ select all_practices()
              and holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}') $$;
create policy wave_instrument_answers on wave_instrument as restrictive for delete to continuum_service
    using ((select sees_answers()));

-- Who sees a part of a program's practices does not change what holds for all of
-- them: when a wave is, or what is asked there, moves the figures of everybody.
create policy program_whole on program as restrictive for update to continuum_service
    using (true) with check ((select all_practices()));
create policy wave_whole on wave as restrictive for update to continuum_service
    using (true) with check ((select all_practices()));
create policy wave_whole_insert on wave as restrictive for insert to continuum_service
    with check ((select all_practices()));
create policy wave_instrument_whole on wave_instrument as restrictive for insert to continuum_service
    with check ((select all_practices()));

-- Keys: a role or single scopes, limits, who receives what the key reads, and why.
alter table api_key
    alter column scopes drop not null,
    add column role text,
    add column regions text[],
    add column practices text[],
    add column recipient text check (length(recipient) between 1 and 200),
    add column purpose text,
    add column requests_per_day int check (requests_per_day > 0),
    add column replaces text references api_key,
    add column revoked_by text,
    add constraint api_key_has_a_role_or_scopes check ((role is null) <> (scopes is null));
comment on table api_key is
    'Keys of callers: the hash of a secret, never the secret. A list of limits that is null limits nothing.';
comment on column api_key.role is 'A role of openapi.yaml: what it may is what the service says it may now.';

drop policy api_key_presented on api_key;
drop policy api_key_insert on api_key;
create policy api_key_presented on api_key for select
    using (key_id = current_setting('continuum.key', true)
           or ((select holds_any('{keys:read,keys:write}')) and (select all_programs())));
-- Nobody gives what they do not hold.
create policy api_key_insert on api_key for insert
    with check ((select holds('keys:write')) and (select all_programs())
                and (scopes is null or scopes <@ limit_list('scopes')));
-- What was revoked stays so.
create policy api_key_update on api_key for update
    using ((select holds('keys:write')) and (select all_programs()) and revoked_at is null)
    with check (true);
grant update (expires_at, revoked_at, revoked_by) on api_key to continuum_service;
create policy owner_resolves on api_key for select to current_user using (true);

-- Bearer tokens of identity providers that no longer hold: one, by its jti, or
-- all of a subject that were issued until now.
create table token_revocation (
    revocation_id int generated always as identity primary key,
    issuer text not null check (length(issuer) between 1 and 64),
    subject text check (length(subject) between 1 and 255),
    token text check (length(token) between 1 and 255),
    revoked_at timestamptz not null default now(),
    revoked_by text not null default actor(),
    check (num_nonnulls(subject, token) = 1)
);
create index on token_revocation (issuer, subject);
create index on token_revocation (issuer, token);
alter table token_revocation enable row level security;
alter table token_revocation force row level security;
create policy token_revocation_read on token_revocation for select
    using ((select holds_any('{keys:read,keys:write}')) and (select all_programs()));
create policy token_revocation_insert on token_revocation for insert
    with check ((select holds('keys:write')) and (select all_programs()));
create policy owner_resolves on token_revocation for select to current_user using (true);
grant select, insert on token_revocation to continuum_service;

-- Whether the caller's key or token holds at this moment. Every transaction
-- begins with it: a service may remember whom it knows, but not for longer than
-- the database agrees.
create function caller_check(key_id text, issuer text, subject text, token text, issued_at bigint) returns void
    language plpgsql stable security definer set search_path = continuum, pg_temp
    as $$
begin
    if key_id <> '' and not exists (
        select from api_key k where k.key_id = caller_check.key_id and k.revoked_at is null
                                and (k.expires_at is null or k.expires_at > now()))
       or issuer <> '' and exists (
        select from token_revocation r
        where r.issuer = caller_check.issuer
          and (r.token = caller_check.token
               or r.subject = caller_check.subject and r.revoked_at >= to_timestamp(caller_check.issued_at)))
    then
        raise exception 'the credential no longer holds' using errcode = 'CT401';
    end if;
end
$$;

revoke execute on function limited_practices(), visible_programs(), visible_practices(), caller_check(text, text, text, text, bigint) from public;
grant execute on function limited_practices(), visible_programs(), visible_practices(), caller_check(text, text, text, text, bigint)
    to continuum_service;

create function shown(k api_key)
returns table (_cursor text, "key" text, name text, role text, scopes text, programs text, regions text, practices text,
               recipient text, purpose text, requests_per_day int, status text, expires_at text, created_at text,
               created_by text, replaces text, revoked_at text, revoked_by text)
language sql stable as $$
    select k.key_id, k.key_id, k.name, k.role, array_to_string(k.scopes, ' '), array_to_string(k.programs, ' '),
           array_to_string(k.regions, ' '), array_to_string(k.practices, ' '), k.recipient, k.purpose, k.requests_per_day,
           case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'valid' end,
           iso(k.expires_at), iso(k.created_at), k.created_by, k.replaces, iso(k.revoked_at), k.revoked_by
$$;

create function shown(r token_revocation)
returns table (_cursor text, issuer text, subject text, token text, revoked_at text, revoked_by text)
language sql stable as $$
    select lpad(r.revocation_id::text, 10, '0'), r.issuer, r.subject, r.token, iso(r.revoked_at), r.revoked_by
$$;
