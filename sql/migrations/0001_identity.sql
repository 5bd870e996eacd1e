-- Who asks, and what that lets them see.
--
-- The service connects as continuum_service, which owns nothing. It says who
-- asks at the beginning of every transaction; row security below reads that.
-- Without it a setting is null or empty, and no row is visible.

do $$
begin
    if not exists (select from pg_roles where rolname = 'continuum_service') then
        create role continuum_service login;
    end if;
    -- A temporary table could stand in front of one of ours.
    execute format('revoke temporary on database %I from public', current_database());
end
$$;

grant usage on schema continuum to continuum_service;
grant select on schema_migration to continuum_service;

create function actor() returns text language sql stable
    as $$ select nullif(current_setting('continuum.actor', true), '') $$;

create function holds(scope text) returns boolean language sql stable
    as $$ select coalesce(scope = any (string_to_array(current_setting('continuum.scopes', true), ' ')), false) $$;

create function all_programs() returns boolean language sql stable
    as $$ select coalesce(current_setting('continuum.programs', true) = '*', false) $$;

create function program_codes() returns text[] language sql stable
    as $$ select coalesce(string_to_array(current_setting('continuum.programs', true), ' '), '{}') $$;

-- UUIDv7: ordered by time, so that new rows stay together in the index.
create function uuid7() returns uuid language sql volatile
    as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
               placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
               from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
    $$;

-- ISO 8601 with offset, as answers give it.
create function iso(moment timestamptz) returns text language sql stable
    as $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- A member of a body where it was given, else what holds already.
create function given(body jsonb, member text, held text) returns text language sql immutable
    as $$ select case when body ? member then body ->> member else held end $$;

create function fault(pointer text, code text, detail text) returns jsonb language sql immutable
    as $$ select jsonb_build_object('pointer', pointer, 'code', code, 'detail', detail) $$;

create table api_key (
    key_id text primary key check (key_id ~ '^[0-9a-f]{16}$'),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    name text not null check (length(name) between 1 and 200),
    scopes text[] not null check (cardinality(scopes) > 0),
    programs text[],
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    expires_at timestamptz,
    revoked_at timestamptz
);
comment on table api_key is 'Keys of callers: the hash of a secret, never the secret. No programs means all of them.';

alter table api_key enable row level security;
alter table api_key force row level security;
-- Before anyone is known, only the key that was presented can be read.
create policy api_key_presented on api_key for select
    using (key_id = current_setting('continuum.key', true) or (select holds('keys:write')));
create policy api_key_insert on api_key for insert with check ((select holds('keys:write')));
grant select, insert on api_key to continuum_service;
