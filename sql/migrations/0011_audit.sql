-- Who read and changed what, and who was refused: one entry a request, written
-- in its transaction. Entries hang together in chains, each entry's hash being of
-- its text and of the hash before it. There are many chains, so that requests
-- that end at the same time need not wait for each other.

create table audit_chain (
    chain smallint primary key,
    entries bigint not null default 0,
    head bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(head) = 32),
    -- What retention took away: where the chain begins now.
    retired bigint not null default 0,
    retired_head bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(retired_head) = 32)
) with (fillfactor = 10);
insert into audit_chain (chain) select generate_series(0, 63);

create table audit_entry (
    chain smallint not null references audit_chain,
    entry bigint not null,
    occurred_at timestamptz not null,
    request text not null,
    actor text not null,
    role text,
    recipient text,
    purpose text,
    peer text,
    operation text not null,
    object text,
    outcome text not null check (outcome in ('read', 'written', 'rejected', 'refused', 'retired')),
    problem text,
    rows int,
    practices text[],
    hash bytea not null,
    primary key (chain, entry)
);
comment on table audit_entry is 'Append-only. Entries of a chain are numbered without gaps.';
comment on column audit_entry.object is 'The address asked for, or of what was made; codes and ids, never free text.';
comment on column audit_entry.practices is 'Whose rows were in the answer.';
create index on audit_entry (occurred_at, chain, entry);
create index on audit_entry (actor, occurred_at);
create index on audit_entry using gin (practices);

-- Fields as one text that has only one reading: LENGTH:BYTES, or - for null.
create function audit_text(fields text[]) returns text language sql immutable
    as $$ select string_agg(coalesce(octet_length(f) || ':' || f, '-'), ',' order by n)
          from unnest(fields) with ordinality u (f, n) $$;

create function audit_moment(moment timestamptz) returns text language sql stable
    as $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

create function audit_fields(e audit_entry) returns text[] language sql stable
    as $$ select array[e.chain::text, e.entry::text, audit_moment(e.occurred_at), e.request, e.actor, e.role, e.recipient,
                       e.purpose, e.peer, e.operation, e.object, e.outcome, e.problem, e.rows::text,
                       array_to_string(e.practices, ' ')] $$;

create function audit_hash(before bytea, e audit_entry) returns bytea language sql stable
    as $$ select sha256(before || convert_to(audit_text(audit_fields(e)), 'UTF8')) $$;

-- A transaction whose snapshot is old when it ends takes its chain at the
-- beginning, when nobody can have moved it on meanwhile.
create function audit_take() returns void language plpgsql security definer
    set search_path = continuum, pg_temp
as $$
declare
    taken smallint;
begin
    select c.chain into taken from audit_chain c order by c.chain desc limit 1 for update skip locked;
    if not found then
        select c.chain into taken from audit_chain c where c.chain = 63 for update;
    end if;
    perform set_config('continuum.chain', taken::text, true);
end
$$;

-- How much a caller used on a day; spread over the chains, as entries are.
create table caller_usage (
    caller text not null,
    day date not null,
    chain smallint not null,
    requests bigint not null,
    rows bigint not null,
    primary key (caller, day, chain)
);

create function setting_text(name text) returns text language sql stable
    as $$ select nullif(current_setting('continuum.' || name, true), '') $$;

-- Appends the entry of this transaction; who and what the identity says.
-- Returns chain:entry:hash, which the service logs: the anchor outside.
create function audit_append(outcome text, problem text, object text, "rows" int, practices text[]) returns text
    language plpgsql security definer set search_path = continuum, pg_temp
as $$
declare
    held constant smallint := setting_text('chain');
    taken audit_chain;
    made audit_entry;
begin
    if held is not null then
        select * into taken from audit_chain c where c.chain = held for update;
    else
        select * into taken from audit_chain c order by c.chain limit 1 for update skip locked;
        if not found then
            select * into taken from audit_chain c where c.chain = 0 for update;
        end if;
    end if;
    made := (taken.chain, taken.entries + 1, clock_timestamp(), setting_text('request'), setting_text('actor'), setting_text('role'),
             setting_text('recipient'), setting_text('purpose'), setting_text('peer'), setting_text('operation'), object,
             outcome, problem, "rows", practices, null);
    made.hash := audit_hash(taken.head, made);
    insert into audit_entry select made.*;
    update audit_chain c set entries = made.entry, head = made.hash where c.chain = made.chain;
    perform quota_spend(made);
    return made.chain || ':' || made.entry || ':' || encode(made.hash, 'hex');
end
$$;

-- Counts the request of a caller who has a quota, and refuses it beyond.
create function quota_spend(e audit_entry) returns void language plpgsql security definer
    set search_path = continuum, pg_temp
as $$
declare
    quota constant bigint := setting_text('quota');
    today constant date := (now() at time zone 'UTC')::date;
begin
    if quota is null then
        return;
    end if;
    insert into caller_usage as u (caller, day, chain, requests, rows) values (e.actor, today, e.chain, 1, coalesce(e.rows, 0))
    on conflict (caller, day, chain) do update set requests = u.requests + 1, rows = u.rows + excluded.rows;
    if (select sum(u.requests) from caller_usage u where u.caller = e.actor and u.day = today) > quota then
        raise exception 'the quota of the day is spent' using errcode = 'CT429';
    end if;
end
$$;

revoke execute on function audit_take(), audit_append(text, text, text, int, text[]), quota_spend(audit_entry) from public;
grant execute on function audit_take(), audit_append(text, text, text, int, text[]) to continuum_service;

alter table audit_chain enable row level security;
alter table audit_entry enable row level security;
alter table caller_usage enable row level security;
create policy audit_chain_read on audit_chain for select to continuum_service
    using ((select holds('audit:read')) and (select all_programs()));
create policy audit_entry_read on audit_entry for select to continuum_service
    using ((select holds('audit:read')) and (select all_programs()));
create policy caller_usage_read on caller_usage for select to continuum_service
    using (caller = (select actor())
           or (select holds_any('{audit:read,keys:read}')) and (select all_programs()));
grant select on audit_chain, audit_entry, caller_usage to continuum_service;

create function shown(e audit_entry)
returns table (_cursor text, occurred_at text, request text, actor text, role text, recipient text, purpose text, peer text,
               operation text, object text, outcome text, problem text, "rows" int, practices text, anchor text)
language sql stable as $$
    select audit_moment(e.occurred_at) || ' ' || e.chain || ' ' || e.entry, audit_moment(e.occurred_at), e.request, e.actor,
           e.role, e.recipient, e.purpose, e.peer, e.operation, e.object, e.outcome, e.problem, e.rows,
           array_to_string(e.practices, ' '), e.chain || ':' || e.entry || ':' || encode(e.hash, 'hex')
$$;
