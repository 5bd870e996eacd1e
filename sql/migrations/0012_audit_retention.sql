-- Retention: entries older than a day may go, when the owner says so
-- (continuum audit retire). A chain loses a beginning of itself and nothing else,
-- and remembers where it begins now; that something went is an entry of its own.

-- Gives the last entry that went of each chain, with how many went, and in the
-- last row the entry that says so; no rows where nothing is that old.
create function audit_retire(before date) returns table (anchor text, entries bigint)
    language plpgsql set search_path = continuum, pg_temp
as $$
declare
    day constant timestamptz := before::timestamp at time zone 'UTC';
    cuts audit_entry[];
    deleted bigint;
begin
    if before is null or before > (now() at time zone 'UTC')::date - interval '3 years' then
        raise exception 'entries younger than 3 years are kept';
    end if;
    perform pg_advisory_xact_lock(7262634202); -- one at a time
    select array_agg(cut) into cuts
    from audit_chain c
    left join lateral (select e.entry from audit_entry e where e.chain = c.chain and e.occurred_at >= day
                       order by e.entry limit 1) kept on true
    cross join lateral (select e.* from audit_entry e where e.chain = c.chain and (kept.entry is null or e.entry < kept.entry)
                        order by e.entry desc limit 1) cut;
    if cuts is null then
        return;
    end if;
    -- Before the chains are held: requests go on while this takes its time.
    delete from audit_entry e using unnest(cuts) cut where e.chain = cut.chain and e.entry <= cut.entry;
    get diagnostics deleted = row_count;
    return query
    select cut.chain || ':' || cut.entry || ':' || encode(cut.hash, 'hex'), cut.entry - c.retired
    from unnest(cuts) cut join audit_chain c on c.chain = cut.chain order by cut.chain;
    update audit_chain c set retired = cut.entry, retired_head = cut.hash from unnest(cuts) cut where c.chain = cut.chain;
    perform set_config('continuum.' || name, value, true)
    from (values ('actor', 'operator'), ('request', 'audit-retire'), ('operation', 'audit_retire'), ('purpose', 'administration'),
                 ('role', ''), ('recipient', ''), ('peer', ''), ('quota', ''), ('chain', '')) as said (name, value);
    return query select audit_append('retired', null, 'before=' || to_char(before, 'YYYY-MM-DD'), least(deleted, 2147483647)::int, null), null::bigint;
end
$$;

revoke execute on function audit_retire(date) from public;
