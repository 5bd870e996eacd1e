-- The schema after all migrations, for reading: ./dev schema writes it, ./dev test compares it.
CREATE SCHEMA continuum;
CREATE TABLE continuum.sheet (
    practice_id integer NOT NULL,
    wave_id integer NOT NULL,
    instrument_id integer NOT NULL,
    program_id integer NOT NULL,
    version_id integer NOT NULL,
    stratum_id integer NOT NULL,
    received boolean NOT NULL,
    in_work boolean NOT NULL,
    answers bigint[],
    denominators bigint[],
    reasons smallint[],
    since timestamp with time zone NOT NULL
);
ALTER TABLE ONLY continuum.sheet FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.sheet IS 'What counts of a practice at a wave; there is one where an answer is expected, received or not.';
COMMENT ON COLUMN continuum.sheet.version_id IS 'Of the versions that the wave asks for the latest that was received, else the latest.';
COMMENT ON COLUMN continuum.sheet.in_work IS 'A draft, submitted or returned submission is there, of any version that the wave asks for.';
COMMENT ON COLUMN continuum.sheet.answers IS 'By item position, as in submission; of several respondents the lower median on a scale, else the mean, rounded. A text is 1.';
COMMENT ON COLUMN continuum.sheet.since IS 'Since when it is so; what was before is in sheet_past.';
CREATE TYPE continuum.sheet_change AS (
	former continuum.sheet,
	fresh continuum.sheet
);
CREATE FUNCTION continuum.actor() RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$ begin return nullif(current_setting('continuum.actor', true), ''); end $$;
CREATE FUNCTION continuum.all_practices() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$ begin return unlimited('regions') and unlimited('practices'); end $$;
CREATE FUNCTION continuum.all_programs() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$ begin return unlimited('programs') and unlimited('regions') and unlimited('practices'); end $$;
CREATE TABLE continuum.item (
    version_id integer NOT NULL,
    "position" integer NOT NULL,
    item text NOT NULL,
    domain text NOT NULL,
    label text NOT NULL,
    kind text NOT NULL,
    scale_id integer,
    minimum numeric,
    maximum numeric,
    decimals smallint NOT NULL,
    unit text,
    direction text NOT NULL,
    missing text[] NOT NULL,
    CONSTRAINT item_decimals_check CHECK (((decimals >= 0) AND (decimals <= 6))),
    CONSTRAINT item_direction_check CHECK ((direction = ANY (ARRAY['higher_better'::text, 'lower_better'::text, 'none'::text]))),
    CONSTRAINT item_kind_check CHECK ((kind = ANY (ARRAY['stage'::text, 'level'::text, 'score'::text, 'choice'::text, 'boolean'::text, 'count'::text, 'rate'::text, 'money'::text, 'hours'::text, 'fte'::text, 'number'::text, 'text'::text]))),
    CONSTRAINT item_position_check CHECK (("position" >= 1))
);
COMMENT ON COLUMN continuum.item."position" IS 'The place of this item in the arrays of a submission.';
COMMENT ON COLUMN continuum.item.decimals IS 'Values are stored as whole numbers of 10^-decimals, so that sums are exact.';
CREATE FUNCTION continuum.answer_faults(i continuum.item, number numeric, value text, denominator text, txt text, reason text, reason_id smallint) RETURNS TABLE(part text, code text, detail text)
    LANGUAGE sql STABLE
    AS $_$
    select 'value', 'not_a_level', 'must be one of: ' ||
           (select string_agg(l.code, ', ' order by l.level) from scale_level l where l.scale_id = i.scale_id)
    where value is not null and number is null and i.scale_id is not null
    union all
    select 'value', 'invalid_type', case i.kind when 'boolean' then 'must be yes or no' else 'must be a number' end
    where value is not null and number is null and i.scale_id is null and i.kind <> 'text'
    union all
    select 'value', 'too_precise', format('has at most %s decimals', i.decimals)
    where number <> round(number, i.decimals)
    union all
    select 'value', 'too_small', format('must be at least %s', i.minimum) where number < i.minimum
    union all
    select 'value', 'too_large', format('must be at most %s', i.maximum) where number > i.maximum
    union all
    select 'denominator', 'missing', 'is required beside a numerator'
    where i.kind = 'rate' and number is not null and denominator is null
    union all
    select 'denominator', 'invalid_type', 'must be a whole number, 0 or more'
    where denominator is not null and denominator !~ '^[0-9]{1,12}$'
    union all
    select 'denominator', 'below_numerator', format('is below the numerator %s', value)
    where number is not null and case when denominator ~ '^[0-9]{1,12}$' then denominator::numeric < number end
    union all
    select 'denominator', 'not_taken', 'only a rate has a denominator' where denominator is not null and i.kind <> 'rate'
    union all
    select 'reason', 'unknown_reason', 'is not a known reason' where reason is not null and reason_id is null
    union all
    select 'reason', 'not_allowed', 'may be: ' || array_to_string(i.missing, ', ')
    from missing_reason m where m.reason_id = answer_faults.reason_id and m.reason <> all (i.missing)
    union all
    select 'reason', 'beside_value', 'stands beside an answer'
    where reason_id is not null and coalesce(value, case when i.kind = 'text' then txt end) is not null
    union all
    select 'text', 'not_taken', 'only a text item has a text' where txt is not null and i.kind <> 'text'
$_$;
CREATE FUNCTION continuum.answer_number(i continuum.item, value text) RETURNS numeric
    LANGUAGE sql STABLE
    AS $_$
    select case
        when i.scale_id is not null then
            (select l.level from scale_level l
             where l.scale_id = i.scale_id
               and (l.code = value or l.level::text = value
                    -- true and false on a scale of two levels, 0 and 1
                    or (value in ('true', 'false') and l.level = (value = 'true')::int
                        and not exists (select from scale_level o where o.scale_id = i.scale_id
                                        and (o.level not in (0, 1) or o.code = value)))))
        when i.kind = 'boolean' then
            case when lower(value) in ('true', 'yes', '1') then 1
                 when lower(value) in ('false', 'no', '0') then 0 end
        when value ~ '^-?[0-9]{1,17}([.][0-9]{1,17})?([eE][-+]?[0-9]{1,2})?$'
            then case when abs(value::numeric) < 1e12 then value::numeric end
    end
$_$;
CREATE FUNCTION continuum.asked_items(instruments text[], versions text[], kinds text[]) RETURNS TABLE(instrument text, instrument_kind text, "position" integer, domain text, domain_position integer, domain_name text, item text, label text, kind text, unit text, scale_id integer)
    LANGUAGE sql STABLE
    AS $$
    select distinct on (i.instrument, t.item) i.instrument, i.kind, t.position, t.domain, d.position, d.name, t.item,
           t.label, t.kind, t.unit, t.scale_id
    from item t
    join instrument_domain d using (version_id, domain)
    join instrument_version v using (version_id)
    join instrument i using (instrument_id)
    where (instruments is null or i.instrument = any (instruments))
      and (versions is null or v.version = any (versions))
      and t.kind = any (kinds)
    order by i.instrument, t.item, v.published_on desc nulls last, v.version desc
$$;
CREATE FUNCTION continuum.asked_versions(instruments text[], versions text[], kinds text[]) RETURNS TABLE(version_id integer, instrument_id integer)
    LANGUAGE sql STABLE
    AS $_$
    select v.version_id, v.instrument_id
    from instrument_version v join instrument i using (instrument_id)
    where ($1 is null or i.instrument = any ($1)) and ($2 is null or v.version = any ($2)) and ($3 is null or i.kind = any ($3))
    $_$;
CREATE FUNCTION continuum.asked_waves(programs text[], waves text[]) RETURNS TABLE(wave_id integer, wave text, "position" integer)
    LANGUAGE sql STABLE
    AS $_$
    select w.wave_id, w.wave, min(w.position) over (partition by w.wave)
    from wave w join program p using (program_id)
    where ($1 is null or p.program = any ($1)) and ($2 is null or w.wave = any ($2))
    $_$;
CREATE FUNCTION continuum.attribute_derived(attribute integer, source_value text) RETURNS TABLE(value text)
    LANGUAGE sql STABLE
    AS $_$
    select r.value from attribute_rule r
    where r.attribute_id = attribute
      and (r.source_value = $2
           or case when $2 ~ '^-?[0-9]+(\.[0-9]+)?$' and r.source_value is null
                   then $2::numeric >= coalesce(r.source_from, '-infinity') and $2::numeric <= coalesce(r.source_to, 'infinity') end)
    order by r.source_from limit 1
    $_$;
CREATE FUNCTION continuum.attribute_fault(pointer text, attribute_id integer, value text) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $_$
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
    $_$;
CREATE FUNCTION continuum.attribute_placed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
declare
    attributes int[];
    practices int[];
begin
    if tg_table_name = 'attribute_rule' then
        attributes := '{}';
        if tg_op <> 'INSERT' then
            attributes := array(select attribute_id from gone);
        end if;
        if tg_op <> 'DELETE' then
            attributes := attributes || array(select attribute_id from came);
        end if;
        attributes := array(select a.attribute_id from attribute a where a.dimension and a.attribute_id = any (attributes));
    elsif tg_op = 'INSERT' then
        attributes := array(select attribute_id from came where dimension);
    else
        attributes := array(select attribute_id from (select attribute_id, attribute, source_id, dimension from came
                                                      except select attribute_id, attribute, source_id, dimension from gone) a);
    end if;
    if cardinality(attributes) > 0 then
        practices := array(select distinct pa.practice_id from practice_attribute pa where pa.attribute_id in (
            select coalesce(a.source_id, a.attribute_id) from attribute a where a.attribute_id = any (attributes)));
        perform sheet_lock(null);
        perform sheet_refresh(practices, null);
    end if;
    return null;
end
$$;
CREATE FUNCTION continuum.audit_append(outcome text, problem text, object text, rows integer, practices text[]) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
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
    perform quota_spend();
    return made.chain || ':' || made.entry || ':' || encode(made.hash, 'hex');
end
$$;
CREATE TABLE continuum.audit_entry (
    chain smallint NOT NULL,
    entry bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    request text NOT NULL,
    actor text NOT NULL,
    role text,
    recipient text,
    purpose text,
    peer text,
    operation text NOT NULL,
    object text,
    outcome text NOT NULL,
    problem text,
    rows integer,
    practices text[],
    hash bytea NOT NULL,
    CONSTRAINT audit_entry_outcome_check CHECK ((outcome = ANY (ARRAY['read'::text, 'written'::text, 'rejected'::text, 'refused'::text, 'retired'::text])))
);
COMMENT ON TABLE continuum.audit_entry IS 'Append-only. Entries of a chain are numbered without gaps.';
COMMENT ON COLUMN continuum.audit_entry.object IS 'The address asked for, or of what was made; codes and ids, never free text.';
COMMENT ON COLUMN continuum.audit_entry.practices IS 'Whose rows were in the answer.';
CREATE FUNCTION continuum.audit_hash(before bytea, e continuum.audit_entry) RETURNS bytea
    LANGUAGE sql STABLE
    AS $$ select sha256(before || convert_to(audit_text(e), 'UTF8')) $$;
CREATE FUNCTION continuum.audit_moment(moment timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;
CREATE FUNCTION continuum.audit_retire(before date) RETURNS TABLE(anchor text, entries bigint)
    LANGUAGE plpgsql
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
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
CREATE FUNCTION continuum.audit_take() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
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
CREATE FUNCTION continuum.audit_text(e continuum.audit_entry) RETURNS text
    LANGUAGE sql STABLE
    AS $$ select concat_ws(',',
        coalesce(octet_length(e.chain::text) || ':' || e.chain::text, '-'),
        coalesce(octet_length(e.entry::text) || ':' || e.entry::text, '-'),
        coalesce(octet_length(audit_moment(e.occurred_at)) || ':' || audit_moment(e.occurred_at), '-'),
        coalesce(octet_length(e.request) || ':' || e.request, '-'),
        coalesce(octet_length(e.actor) || ':' || e.actor, '-'),
        coalesce(octet_length(e.role) || ':' || e.role, '-'),
        coalesce(octet_length(e.recipient) || ':' || e.recipient, '-'),
        coalesce(octet_length(e.purpose) || ':' || e.purpose, '-'),
        coalesce(octet_length(e.peer) || ':' || e.peer, '-'),
        coalesce(octet_length(e.operation) || ':' || e.operation, '-'),
        coalesce(octet_length(e.object) || ':' || e.object, '-'),
        coalesce(octet_length(e.outcome) || ':' || e.outcome, '-'),
        coalesce(octet_length(e.problem) || ':' || e.problem, '-'),
        coalesce(octet_length(e.rows::text) || ':' || e.rows::text, '-'),
        coalesce(octet_length(e.practices::text) || ':' || e.practices::text, '-')) $$;
CREATE FUNCTION continuum.caller_check(key_id text, issuer text, subject text, token text, issued_at bigint) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
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
CREATE FUNCTION continuum.caller_identities() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    with recursive keys as (
        select k.key_id, k.name, k.replaces from api_key k where k.key_id = current_setting('continuum.key', true)
        union
        select k.key_id, k.name, k.replaces from keys r join api_key k on k.key_id = r.replaces
    )
    select array_append(coalesce(array_agg(name || '/' || key_id), '{}'), actor()) from keys
$$;
CREATE FUNCTION continuum.caller_identity() RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select case when current_setting('continuum.key', true) <> '' then key_identity(current_setting('continuum.key', true))
                else 'token:' || actor() end
    $$;
CREATE FUNCTION continuum.change_all() RETURNS void
    LANGUAGE sql
    AS $$
    insert into change (kind, sign, program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons)
    select 1, 1, program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons from sheet;
    insert into change (kind, sign, program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers)
    select 2, 1, s.* from wave_pair_sheets(array(select p from wave_pair p)) s;
    $$;
CREATE FUNCTION continuum.change_folded() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
begin
    if tg_op = 'TRUNCATE' then
        update cell_state set changed_at = clock_timestamp();
    else
        update cell_state s set changed_at = n.newest from (select max(at) as newest from gone) n where n.newest > s.changed_at;
    end if;
    return null;
end
$$;
CREATE FUNCTION continuum.change_noted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
declare
    noted boolean;
begin
    if tg_op = 'INSERT' then
        noted := exists (select from came);
    elsif tg_op = 'DELETE' then
        noted := exists (select from gone);
    else
        noted := exists (select * from came except select * from gone);
    end if;
    if noted then
        perform change_tick();
    end if;
    return null;
end
$$;
CREATE FUNCTION continuum.change_tick() RETURNS void
    LANGUAGE sql
    AS $$ insert into change (kind) values (0) $$;
CREATE FUNCTION continuum.data_state() RETURNS TABLE(version text, day text, moment bigint, changed_at text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
begin
    return query
    select left(encode(sha256(convert_to(concat_ws(' ', 'version', s.salt, extract(epoch from pg_postmaster_start_time()), d.oid,
                                                   'cell_state'::regclass::oid), 'UTF8')), 'hex'), 12) || '.' || s.folded + c.count,
           current_date::text, (extract(epoch from now()) * 1000000)::bigint, iso(greatest(s.changed_at, c.newest))
    from cell_state s, pg_database d, (select count(*) as count, max(at) as newest from change) c
    where d.datname = current_database();
end
$$;
CREATE FUNCTION continuum.data_version() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$ select version from data_state() $$;
CREATE TABLE continuum.wave (
    wave_id integer NOT NULL,
    program_id integer NOT NULL,
    wave text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    "position" integer NOT NULL,
    target_offset_months integer,
    window_before_days integer,
    window_after_days integer,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    reference_on date NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    due_on date,
    closes_on date,
    CONSTRAINT wave_closes_before_it_is_due CHECK ((closes_on >= COALESCE(due_on, ends_on))),
    CONSTRAINT wave_ends_before_it_starts CHECK ((starts_on <= ends_on)),
    CONSTRAINT wave_kind_check CHECK ((kind = ANY (ARRAY['wave'::text, 'month'::text, 'quarter'::text, 'year'::text]))),
    CONSTRAINT wave_window_after_days_check CHECK ((window_after_days >= 0)),
    CONSTRAINT wave_window_before_days_check CHECK ((window_before_days >= 0))
);
ALTER TABLE ONLY continuum.wave FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.wave IS 'An occasion of collection: a wave of a program, or a calendar period.';
COMMENT ON COLUMN continuum.wave.reference_on IS 'The day at which attributes and enrolments are taken for this wave.';
COMMENT ON COLUMN continuum.wave.due_on IS 'The day on which answers are due; null: see due_on().';
COMMENT ON COLUMN continuum.wave.closes_on IS 'The last day on which answers are taken; null: they always are.';
CREATE FUNCTION continuum.due_on(w continuum.wave, enrolled_on date) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(w.due_on, (enrolled_on + make_interval(months => w.target_offset_months))::date + w.window_after_days, w.ends_on)
    $$;
CREATE FUNCTION continuum.enrolment_placed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
declare
    practices int[] := '{}';
    programs int[] := '{}';
begin
    if tg_op <> 'INSERT' then
        select array_agg(practice_id), array_agg(distinct program_id) into practices, programs from gone;
    end if;
    if tg_op <> 'DELETE' then
        select practices || array_agg(practice_id), programs || array_agg(distinct program_id) into practices, programs from came;
    end if;
    if cardinality(practices) > 0 then
        practices := array(select distinct p from unnest(practices) p);
        perform sheet_lock(null);
        perform participant_keep(practices);
        perform sheet_refresh(practices, array(select w.wave_id from wave w where w.program_id = any (programs)));
    end if;
    return null;
end
$$;
CREATE FUNCTION continuum.evidence_placed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_advisory_xact_lock(hashtext('recommendation_evidence'), new.recommendation_id);
    new.position := coalesce(new.position, (select coalesce(max(e.position), 0) + 1 from recommendation_evidence e
                                            where e.recommendation_id = new.recommendation_id));
    return new;
end
$$;
CREATE FUNCTION continuum.excerpts_with(search text) RETURNS TABLE(excerpt_id bigint, source_id bigint, starts integer, ends integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$
declare
    spoken text := (select min(configuration) from excerpt);
begin
    while spoken is not null loop
        -- Planned with the words that are asked for, so that rare ones are known to be.
        return query execute
            'select excerpt_id, source_id, starts, ends from excerpt where words @@ $1 and configuration = $2'
            using websearch_to_tsquery(('pg_catalog.' || spoken)::regconfig, search), spoken;
        spoken := (select min(configuration) from excerpt where configuration > spoken);
    end loop;
end
$_$;
CREATE FUNCTION continuum.exported_submissions(programs text[], waves text[], instruments text[], versions text[], practices text[], wanted text) RETURNS TABLE(program text, practice text, wave text, "position" integer, instrument text, version text, version_id integer, respondent text, method text, submission uuid, status text, answers bigint[], denominators bigint[], reasons smallint[], texts text[])
    LANGUAGE sql STABLE
    AS $$
    select g.program, p.practice, w.wave, w.position, i.instrument, v.version, v.version_id, s.respondent, s.method,
           s.submission, s.status, s.answers, s.denominators, s.reasons, s.texts
    from submission s
    join program g using (program_id)
    join practice p using (practice_id)
    join wave w on w.wave_id = s.wave_id
    join instrument_version v using (version_id)
    join instrument i using (instrument_id)
    where (programs is null or g.program = any (programs))
      and (waves is null or w.wave = any (waves))
      and (instruments is null or i.instrument = any (instruments))
      and (versions is null or v.version = any (versions))
      and (practices is null or p.practice = any (practices))
      and s.status = wanted
$$;
CREATE FUNCTION continuum.fault(pointer text, code text, detail text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$ select jsonb_build_object('pointer', pointer, 'code', code, 'detail', detail) $$;
CREATE FUNCTION continuum.first_waves() RETURNS TABLE(wave_id integer, version_id integer)
    LANGUAGE sql STABLE
    AS $$
    select b.wave_id, o.version_id
    from (select distinct on (w.program_id, v.instrument_id) w.wave_id, v.instrument_id
          from wave w join wave_instrument wi on wi.wave_id = w.wave_id join instrument_version v using (version_id)
          where w.kind = 'wave'
          order by w.program_id, v.instrument_id, w.position, w.starts_on, w.wave_id) b
    join instrument_version o using (instrument_id)
    $$;
CREATE FUNCTION continuum.fold_cells(waves integer[], versions integer[], strata integer[]) RETURNS TABLE(wave_id integer, version_id integer, stratum_id integer, vector bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
    select wave_id, version_id, stratum_id, c.vector
    from unnest(waves, versions, strata) k (wave_id, version_id, stratum_id) join cell c using (wave_id, version_id, stratum_id)
    $$;
CREATE FUNCTION continuum.fold_holds() RETURNS boolean
    LANGUAGE sql
    AS $$ select pg_try_advisory_xact_lock(726263422, 0) $$;
CREATE FUNCTION continuum.fold_put(programs integer[], waves integer[], versions integer[], strata integer[], vectors bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
begin
    if not fold_holds() then
        raise exception 'another transaction folds';
    end if;
    delete from cell c using unnest(waves, versions, strata, vectors) p (wave_id, version_id, stratum_id, vector)
    where p.vector is null and (c.wave_id, c.version_id, c.stratum_id) = (p.wave_id, p.version_id, p.stratum_id);
    insert into cell (program_id, wave_id, version_id, stratum_id, vector)
    select * from unnest(programs, waves, versions, strata, vectors) p (program_id, wave_id, version_id, stratum_id, vector)
    where p.vector is not null order by wave_id, version_id, stratum_id
    on conflict (wave_id, version_id, stratum_id) do update set vector = excluded.vector;
end
$$;
CREATE FUNCTION continuum.fold_put_transitions(programs integer[], from_waves integer[], waves integer[], from_versions integer[], versions integer[], strata integer[], vectors bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
begin
    if not fold_holds() then
        raise exception 'another transaction folds';
    end if;
    delete from transition t
    using unnest(from_waves, waves, from_versions, versions, strata, vectors)
          p (from_wave_id, wave_id, from_version_id, version_id, stratum_id, vector)
    where p.vector is null and (t.wave_id, t.version_id, t.from_wave_id, t.from_version_id, t.stratum_id)
                             = (p.wave_id, p.version_id, p.from_wave_id, p.from_version_id, p.stratum_id);
    insert into transition (program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, vector)
    select * from unnest(programs, from_waves, waves, from_versions, versions, strata, vectors)
                  p (program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, vector)
    where p.vector is not null order by wave_id, version_id, from_wave_id, from_version_id, stratum_id
    on conflict (wave_id, version_id, from_wave_id, from_version_id, stratum_id) do update set vector = excluded.vector;
end
$$;
CREATE TABLE continuum.change (
    change_id bigint NOT NULL,
    kind smallint NOT NULL,
    sign smallint,
    program_id integer,
    wave_id integer,
    version_id integer,
    stratum_id integer,
    received boolean,
    in_work boolean,
    answers bigint[],
    denominators bigint[],
    reasons smallint[],
    from_wave_id integer,
    from_version_id integer,
    from_answers bigint[],
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT change_check CHECK ((((kind = 0) = (program_id IS NULL)) AND ((kind = 0) = (sign IS NULL)))),
    CONSTRAINT change_kind_check CHECK ((kind = ANY (ARRAY[0, 1, 2, 3]))),
    CONSTRAINT change_sign_check CHECK ((sign = ANY (ARRAY['-1'::integer, 1])))
);
ALTER TABLE ONLY continuum.change FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.change IS 'What has changed and is not in cells yet; append-only but for the fold.';
COMMENT ON COLUMN continuum.change.kind IS '0: something else that reports show; 1: a sheet; 2: the answers of a practice at an earlier wave (from_) and a later one; 3: how many participants more are enrolled and reporting (answers), of a program or (0) of all together.';
COMMENT ON COLUMN continuum.change.sign IS '-1: as it was, 1: as it is now.';
CREATE FUNCTION continuum.fold_take(most integer) RETURNS SETOF continuum.change
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
begin
    if fold_holds() then
        return query
        with gone as (
            delete from change c using (select o.change_id from change o order by o.change_id limit most) oldest
            where c.change_id = oldest.change_id
            returning c.*
        ), counted as (
            update cell_state s set folded = s.folded + n.count
            from (select count(*) from gone) n where n.count > 0
        ), stood as (
            insert into standing as s
            select program_id, sum(sign * answers[1]), sum(sign * answers[2]) from gone where kind = 3 group by program_id order by program_id
            on conflict (program_id) do update set enrolled = s.enrolled + excluded.enrolled, reporting = s.reporting + excluded.reporting
        )
        select * from gone order by change_id;
    end if;
end
$$;
CREATE FUNCTION continuum.fold_transitions(from_waves integer[], waves integer[], from_versions integer[], versions integer[], strata integer[]) RETURNS TABLE(from_wave_id integer, wave_id integer, from_version_id integer, version_id integer, stratum_id integer, vector bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
    select from_wave_id, wave_id, from_version_id, version_id, stratum_id, t.vector
    from unnest(from_waves, waves, from_versions, versions, strata) k (from_wave_id, wave_id, from_version_id, version_id, stratum_id)
    join transition t using (from_wave_id, wave_id, from_version_id, version_id, stratum_id)
    $$;
CREATE FUNCTION continuum.folded(text text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select lower(normalize(text, nfd) collate "und-x-icu") $$;
CREATE FUNCTION continuum.given(body jsonb, member text, held text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select case when body ? member then body ->> member else held end $$;
CREATE PROCEDURE continuum.guard_by_consent(IN guarded text)
    LANGUAGE plpgsql
    AS $$
begin
    execute format('create policy %I on %I as restrictive for select to continuum_service using '
                   '(consent in (''deidentified'', ''attributed'') or (select holds_any(%L)))',
                   guarded || '_consent', guarded, '{sources:write,codings:write,codings:lead}');
end
$$;
CREATE PROCEDURE continuum.guard_by_practice(IN guarded text)
    LANGUAGE plpgsql
    AS $$
begin
    execute format('create policy %I on %I as restrictive to continuum_service using '
                   '((select all_practices()) or practice_id in (select limited_practices()))',
                   guarded || '_practice', guarded);
end
$$;
CREATE PROCEDURE continuum.guard_by_program(IN guarded text, IN write_scope text)
    LANGUAGE plpgsql
    AS $$
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
CREATE PROCEDURE continuum.guard_kept(IN guarded text)
    LANGUAGE plpgsql
    AS $$
begin
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format('create policy owner_keeps on %I to current_user using (true) with check (true)', guarded);
    execute format('grant select on %I to continuum_service', guarded);
end
$$;
CREATE PROCEDURE continuum.guard_reference(IN guarded text, IN write_scope text)
    LANGUAGE plpgsql
    AS $$
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
CREATE PROCEDURE continuum.guard_scope(IN guarded text, IN scopes text[])
    LANGUAGE plpgsql
    AS $$
begin
    execute format('create policy %I on %I as restrictive for select to continuum_service using ((select holds_any(%L)))',
                   guarded || '_scope', guarded, scopes);
end
$$;
CREATE FUNCTION continuum.highlighted(configuration text, text text, search text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select ts_headline(('pg_catalog.' || configuration)::regconfig, translate(text, '⟦⟧', '[]'),
                       websearch_to_tsquery(('pg_catalog.' || configuration)::regconfig, search),
                       'HighlightAll=true, StartSel=⟦, StopSel=⟧')
$$;
CREATE FUNCTION continuum.holds(scope text) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$ begin
        return coalesce(scope = any (string_to_array(current_setting('continuum.scopes', true), ' ')), false);
    end $$;
CREATE FUNCTION continuum.holds_any(scopes text[]) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$ begin
        return coalesce(scopes && string_to_array(current_setting('continuum.scopes', true), ' '), false);
    end $$;
CREATE FUNCTION continuum.identifiers(program integer, words text) RETURNS TABLE(starts integer, ends integer, kinds jsonb, found text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    with hit as (
        select p.kind, p.whole, f.nth, f.flags
        from (select i.kind, '(?:' || i.pattern || ')[' || marks() || ']*' as whole, case when i.cased then '' else 'i' end as flags
              from identifying_patterns(identifiers.program, words) i) p,
             lateral (select nth, p.flags
                      from generate_series(1, regexp_count(words collate "und-x-icu", p.whole, 1, p.flags)) nth) f
    ), span as (
        select kind, regexp_instr(words collate "und-x-icu", whole, 1, nth, 0, flags) - 1 as starts,
               regexp_instr(words collate "und-x-icu", whole, 1, nth, 1, flags) - 1 as ends
        from hit
    )
    select s.starts, s.ends, jsonb_agg(distinct s.kind), substr(words, s.starts + 1, s.ends - s.starts)
    from span s
    where s.ends > s.starts
      and not exists (select from span w where w.starts <= s.starts and w.ends >= s.ends and w.ends - w.starts > s.ends - s.starts)
    group by s.starts, s.ends
$$;
CREATE FUNCTION continuum.identifying_patterns(program integer, words text) RETURNS TABLE(kind text, pattern text, cased boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    with named (kind, name) as (
        select 'practice', p.name from practice p
        union select 'practice', p.practice from practice p where length(p.practice) >= 4
        union select 'practice', w from practice p, regexp_split_to_table(p.name, '[^[:alnum:]]+') w where not is_common(w)
        union select 'program', g.name from program g
        union select 'organization', s.organization from source s where s.organization is not null
        union select 'organization', w from source s, regexp_split_to_table(s.organization, '[^[:alnum:]]+') w where not is_common(w)
        union select 'organization', h.value from practice_attribute h join attribute a using (attribute_id)
              where a.kind = 'text' and h.value is not null
        union select 'place', v.label from attribute_value v join attribute a using (attribute_id) where a.attribute in ('county', 'region_redc')
        union select 'role', r.role from source_participant r where r.program_id = identifying_patterns.program
              group by r.role having sum(r.participants) < 3
    )
    -- Whose first word is not there at all need not be looked for as a pattern.
    select n.kind, pattern_of(n.name), false from named n
    where length(trim(n.name)) >= 3 and position(folded((regexp_match(n.name, '\S+'))[1]) in folded(words)) > 0
    union all
    select * from (values
        ('name', '\m(?:[Dd][Rr]|[Mm][Rr]|[Mm][Rr][Ss]|[Mm][SsXx]|[Pp]rof|[Pp]rofessor|[Dd]octor|[Rr]ev|[Pp]astor|[Ss]ister|[Nn]urse)\M\.?\s+[[:upper:]][[:alpha:]''’-]+(?:\s+[[:upper:]][[:alpha:]''’-]+)*', true),
        ('name', '\m[[:upper:]][[:lower:]]+(?:\s+[[:upper:]]\.)?(?:[ -]|\s)[[:upper:]][[:lower:]]+(?:[ -][[:upper:]][[:lower:]]+)*', true),
        ('name', '(?:[Mm]y name is|I am called|[Tt]hey call me)\s+[[:upper:]][[:alpha:]''’-]+', true),
        ('date', '[[:digit:]]{1,4}[-/.][[:digit:]]{1,2}[-/.][[:digit:]]{1,4}', false),
        ('date', '\m(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|may)\M\.?\s+(?:the\s+)?[[:digit:]]{1,4}(?:st|nd|rd|th)?(?:,?\s+[[:digit:]]{4})?', false),
        ('date', '\m[[:digit:]]{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\M(?:,?\s+[[:digit:]]{4})?', false),
        ('mail', '[^[:space:]@<>]+@[^[:space:]@<>]+\.[[:alpha:]]{2,}', false),
        ('address', '(?:https?://|www\.)[^[:space:]]+', false),
        ('phone', '(?:\+[[:digit:]]{1,3}[-. ]?)?\(?[[:digit:]]{3}\)?[-. ]?[[:digit:]]{3}[-. ][[:digit:]]{4}', false),
        ('number', '[[:digit:]](?: ?[[:digit:]]){5,}', false),
        ('number', '\m[[:digit:]]{3}-[[:digit:]]{2}-[[:digit:]]{4}\M', false),
        ('number', '\m[[:digit:]]{5}\M', false),
        ('age', '\m(?:9[[:digit:]]|1[0-2][[:digit:]])(?:\s+|-)(?:years?|yrs?|y/?o)\M', false),
        ('age', '\m(?:aged?|turn(?:ed|s|ing)?)\s+(?:9[[:digit:]]|1[0-2][[:digit:]])\M', false),
        ('age', '\mninet(?:y|ies)\M(?:[- ][[:alpha:]]+)?', false)) fixed (kind, pattern, cased)
$$;
CREATE FUNCTION continuum.import_begun(import_id integer, step integer) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$ update import_work w set attempts = w.attempts + step, rows_done = 0 where w.import_id = $1 returning w.attempts $_$;
CREATE FUNCTION continuum.import_cancel(import uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
declare
    own int;
begin
    update import_work w set cancelled_by = actor()
    from import i where i.import_id = w.import_id and i.import = import_cancel.import and i.state = 'queued'
    returning i.import_id into own;
    if own is null then
        return false;
    end if;
    perform from import i where i.import_id = own and i.state = 'queued' for no key update skip locked;
    if found then
        perform import_settle(own, 'cancelled', 0, '{0,0,0,0}', 0, '[]', null);
    end if;
    return true;
end
$$;
CREATE FUNCTION continuum.uuid7() RETURNS uuid
    LANGUAGE sql
    AS $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
               placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
               from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
    $$;
CREATE TABLE continuum.import (
    import_id integer NOT NULL,
    import uuid DEFAULT continuum.uuid7() NOT NULL,
    program_id integer NOT NULL,
    instrument text,
    version text,
    wave text,
    status text NOT NULL,
    media text NOT NULL,
    gzip boolean NOT NULL,
    dry_run boolean NOT NULL,
    partial boolean NOT NULL,
    idempotency_key text,
    bytes bigint,
    sha256 bytea,
    state text DEFAULT 'receiving'::text NOT NULL,
    ready_at timestamp with time zone,
    created integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    superseding integer DEFAULT 0 NOT NULL,
    rejected integer DEFAULT 0 NOT NULL,
    rows integer DEFAULT 0 NOT NULL,
    fault_count integer DEFAULT 0 NOT NULL,
    faults jsonb DEFAULT '[]'::jsonb NOT NULL,
    failure text,
    same_as uuid,
    caller jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    ended_at timestamp with time zone,
    mapping_id integer,
    CONSTRAINT import_check CHECK (((state = 'receiving'::text) = (sha256 IS NULL))),
    CONSTRAINT import_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 255))),
    CONSTRAINT import_media_check CHECK ((media = ANY (ARRAY['text/csv'::text, 'application/x-ndjson'::text, 'application/json'::text, 'application/zip'::text]))),
    CONSTRAINT import_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT import_state_check CHECK ((state = ANY (ARRAY['receiving'::text, 'queued'::text, 'done'::text, 'rejected'::text, 'cancelled'::text, 'failed'::text]))),
    CONSTRAINT import_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text])))
);
ALTER TABLE ONLY continuum.import FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.import IS 'A file of answers, and what became of it. Its parts go when it has ended.';
COMMENT ON COLUMN continuum.import.ready_at IS 'Before it only the request that brought it works on it.';
COMMENT ON COLUMN continuum.import.rejected IS 'Practices, each at a wave and of a respondent, that were not taken.';
COMMENT ON COLUMN continuum.import.faults IS 'The first 1,000 of fault_count: file, row, column, code, detail.';
COMMENT ON COLUMN continuum.import.caller IS 'Who sent it: it is taken in with their rights, if they still have them.';
CREATE FUNCTION continuum.import_claim(wanted uuid) RETURNS SETOF continuum.import
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
begin
    if wanted is null then
        delete from import i where i.state = 'receiving' and i.created_at < now() - interval '1 day';
    end if;
    return query
    select i.* from import i
    where i.state = 'queued' and case when wanted is null then i.ready_at <= clock_timestamp() else i.import = wanted end
    order by i.import_id limit 1 for no key update skip locked;
end
$$;
CREATE FUNCTION continuum.import_impersonate(import_id integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$
declare
    who jsonb;
begin
    select i.caller into who from import i where i.import_id = $1;
    perform set_config('continuum.' || s.name, coalesce(who ->> s.name, ''), true)
    from unnest(array['actor', 'key', 'scopes', 'programs', 'regions', 'practices', 'role', 'recipient', 'purpose']) s (name);
    perform caller_check(coalesce(who ->> 'key', ''), coalesce(who ->> 'issuer', ''), who ->> 'subject', who ->> 'token',
                         (who ->> 'issued_at')::bigint);
end
$_$;
CREATE TABLE continuum.import_mapping (
    mapping_id integer NOT NULL,
    program_id integer NOT NULL,
    mapping text NOT NULL,
    mapping_version integer NOT NULL,
    format text NOT NULL,
    version_id integer NOT NULL,
    document jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT import_mapping_format_check CHECK ((format = ANY (ARRAY['redcap'::text, 'redcap_eav'::text, 'qualtrics'::text, 'dhis2'::text]))),
    CONSTRAINT import_mapping_mapping_check CHECK ((mapping ~ '^[A-Za-z0-9_.-]{1,64}$'::text)),
    CONSTRAINT import_mapping_mapping_version_check CHECK ((mapping_version > 0))
);
ALTER TABLE ONLY continuum.import_mapping FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.import_mapping IS 'How columns, codes and values of another system are told as ours.';
COMMENT ON COLUMN continuum.import_mapping.document IS 'MappingDocument of openapi.yaml, which says what each member means.';
CREATE FUNCTION continuum.import_mapping_of(mapping_id integer) RETURNS continuum.import_mapping
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$ select m from import_mapping m where m.mapping_id = $1 $_$;
CREATE FUNCTION continuum.import_part_add(import uuid, part integer, bytes bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$ insert into import_part (import_id, part, bytes) values (import_receiving(import), part, bytes) $$;
CREATE FUNCTION continuum.import_part_read(import_id integer, part integer) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$ select p.bytes from import_part p where p.import_id = $1 and p.part = $2 $_$;
CREATE FUNCTION continuum.import_program(program_id integer) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$ select p.program from program p where p.program_id = $1 $_$;
CREATE FUNCTION continuum.import_progress(import_id integer, done integer, expected integer) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$
    update import_work w set rows_done = done, rows_expected = expected where w.import_id = $1
    returning w.cancelled_by is not null
    $_$;
CREATE FUNCTION continuum.import_ready(import uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$ update import i set ready_at = clock_timestamp() where i.import = import_ready.import and i.created_by = actor() $$;
CREATE FUNCTION continuum.import_receiving(import uuid) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    select i.import_id from import i where i.import = import_receiving.import and i.state = 'receiving' and i.created_by = actor()
    $$;
CREATE FUNCTION continuum.import_seal(import uuid, key text, sha256 bytea, bytes bigint, wait integer) RETURNS TABLE(stands uuid, same boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
declare
    own constant int := import_receiving(import);
begin
    perform pg_advisory_xact_lock(726263423, hashtext(actor() || ' ' || key)) where key is not null;
    return query
    select o.import, (o.sha256, o.program_id, o.media, o.gzip, o.status, o.dry_run, o.partial)
                     = (import_seal.sha256, i.program_id, i.media, i.gzip, i.status, i.dry_run, i.partial)
                     and (o.instrument, o.version, o.wave, o.mapping_id) is not distinct from (i.instrument, i.version, i.wave, i.mapping_id)
    from import o join import i on i.import_id = own
    where o.created_by = actor() and o.idempotency_key = key;
    if found then
        delete from import i where i.import_id = own;
        return;
    end if;
    update import i
    set state = 'queued', idempotency_key = key, sha256 = import_seal.sha256, bytes = import_seal.bytes,
        ready_at = clock_timestamp() + make_interval(secs => wait),
        same_as = (select o.import from import o
                   where o.program_id = i.program_id and o.sha256 = import_seal.sha256 and o.state = 'done' and not o.dry_run
                     and o.created_by = actor()
                     and (o.instrument, o.version, o.wave, o.status, o.mapping_id)
                         is not distinct from (i.instrument, i.version, i.wave, i.status, i.mapping_id)
                   order by o.import_id limit 1)
    where i.import_id = own;
    insert into import_work (import_id) values (own);
    return query select import_seal.import, true;
end
$$;
CREATE FUNCTION continuum.import_settle(import_id integer, state text, rows integer, counts integer[], fault_count integer, faults jsonb, failure text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$
    update import i
    set state = $2, rows = $3, created = $4[1], unchanged = $4[2], superseding = $4[3], rejected = $4[4], fault_count = $5,
        faults = $6, failure = $7, ended_at = clock_timestamp()
    where i.import_id = $1;
    delete from import_part p where p.import_id = $1;
    delete from import_work w where w.import_id = $1;
    $_$;
CREATE FUNCTION continuum.import_stage() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
begin
    create temporary table if not exists import_staged (
        kind "char" not null, row int not null, id int not null, answers int[], a text, b text, c text, d text, e text
    ) on commit delete rows;
    truncate pg_temp.import_staged;
    grant select, insert on pg_temp.import_staged to continuum_service;
end
$$;
CREATE FUNCTION continuum.import_staged() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$ begin analyze pg_temp.import_staged; end $$;
CREATE FUNCTION continuum.import_turn(program_id integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$ select pg_advisory_xact_lock(726263424, program_id) $$;
CREATE TABLE continuum.import_work (
    import_id integer NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    rows_done integer DEFAULT 0 NOT NULL,
    rows_expected integer DEFAULT 0 NOT NULL,
    cancelled_by text
);
ALTER TABLE ONLY continuum.import_work FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.import_work IS 'What is known of an import while its row is locked.';
CREATE FUNCTION continuum.import_work_of(import_id integer) RETURNS continuum.import_work
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$ select w from import_work w where w.import_id = $1 $_$;
CREATE FUNCTION continuum.instrument_kind_of(instrument text) RETURNS text
    LANGUAGE sql STABLE
    AS $_$ select kind from instrument i where i.instrument = $1 $_$;
CREATE FUNCTION continuum.instruments_text(versions integer[]) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select coalesce(string_agg(i.instrument || ':' || v.version, ' ' order by i.instrument, v.version), '')
    from instrument_version v join instrument i using (instrument_id)
    where v.version_id = any (versions)
$$;
CREATE FUNCTION continuum.is_common(word text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select length(word) < 5 or lower(word) = any (array['family', 'health', 'healthcare', 'medical', 'medicine', 'clinic', 'clinics', 'center',
        'centre', 'centers', 'community', 'practice', 'practices', 'primary', 'pediatric', 'pediatrics', 'associates', 'partners', 'group',
        'hospital', 'network', 'behavioral', 'mental', 'services', 'physicians', 'internal', 'general', 'county', 'state', 'north', 'south',
        'eastern', 'western', 'northern', 'southern', 'program', 'pilot', 'collaborative', 'integration', 'integrated', 'system', 'systems',
        'university', 'school', 'department', 'office', 'foundation', 'council', 'association', 'wellness', 'children', 'women',
        'urgent', 'rural', 'urban', 'street', 'valley', 'model', 'phase', 'cohort', 'initiative', 'project', 'value', 'based'])
$$;
CREATE FUNCTION continuum.is_date(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $_$
    select case when value ~ '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
        then right(value, 2)::int <= extract(day from (left(value, 7) || '-01')::date + interval '1 month' - interval '1 day')
        else false end
    $_$;
CREATE TABLE continuum.submission (
    practice_id integer NOT NULL,
    submission uuid DEFAULT continuum.uuid7() NOT NULL,
    program_id integer NOT NULL,
    wave_id integer NOT NULL,
    version_id integer NOT NULL,
    respondent text DEFAULT ''::text NOT NULL,
    method text DEFAULT 'consensus'::text NOT NULL,
    status text NOT NULL,
    answers bigint[] NOT NULL,
    denominators bigint[],
    reasons smallint[],
    texts text[],
    supersedes uuid,
    source_sha256 bytea,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    submitted_at timestamp with time zone,
    accepted_at timestamp with time zone,
    accepted_by text,
    superseded_at timestamp with time zone,
    changed_in xid8 DEFAULT pg_current_xact_id() NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    status_reason text,
    CONSTRAINT submission_check CHECK (((status = 'accepted'::text) <= (accepted_at IS NOT NULL))),
    CONSTRAINT submission_method_check CHECK ((method = ANY (ARRAY['consensus'::text, 'respondent'::text, 'rater'::text]))),
    CONSTRAINT submission_source_sha256_check CHECK ((octet_length(source_sha256) = 32)),
    CONSTRAINT submission_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'returned'::text, 'accepted'::text, 'superseded'::text, 'withdrawn'::text]))),
    CONSTRAINT submission_status_reason_check CHECK (((length(status_reason) >= 1) AND (length(status_reason) <= 2000)))
);
ALTER TABLE ONLY continuum.submission FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.submission IS 'Answers of one practice to one instrument version at one wave. Keys begin with the practice, by which it can be partitioned.';
COMMENT ON COLUMN continuum.submission.respondent IS 'Empty for the answer of the whole team.';
COMMENT ON COLUMN continuum.submission.answers IS 'By item position, in whole numbers of 10^-decimals; a level or code of a scale; 0 or 1; the numerator of a rate.';
COMMENT ON COLUMN continuum.submission.reasons IS 'By item position: why an answer is missing.';
COMMENT ON COLUMN continuum.submission.changed_in IS 'The transaction that changed it last.';
COMMENT ON COLUMN continuum.submission.status_reason IS 'Why it came to its status.';
CREATE FUNCTION continuum.is_heard(s continuum.submission) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select case v.respondent_rule
           when 'consensus' then s.respondent = ''
           when 'rater_first' then s.method = 'rater' or not exists (
               select from submission o
               where o.practice_id = s.practice_id and o.wave_id = s.wave_id and o.version_id = s.version_id and o.status = 'accepted'
                 and o.method = 'rater')
           else true end
    from instrument_version v where v.version_id = s.version_id
    $$;
CREATE TABLE continuum.recommendation (
    recommendation_id integer NOT NULL,
    program_id integer NOT NULL,
    roundtable_id integer NOT NULL,
    recommendation text NOT NULL,
    text text NOT NULL,
    policy_area text NOT NULL,
    policy_level text NOT NULL,
    owner text,
    target_on date,
    status text NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT recommendation_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'accepted'::text, 'in_progress'::text, 'done'::text, 'declined'::text])))
);
ALTER TABLE ONLY continuum.recommendation FORCE ROW LEVEL SECURITY;
CREATE FUNCTION continuum.is_overdue(r continuum.recommendation) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ select coalesce(r.target_on < current_date, false) and r.status not in ('done', 'declined') $$;
CREATE FUNCTION continuum.is_own(practice integer, submission uuid, identity text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$
    select exists (select from submission_event e join program p using (program_id)
                   where e.practice_id = practice and e.submission = $2 and p.four_eyes
                     and e.status in ('draft', 'submitted') and e.identity = $3)
    $_$;
CREATE FUNCTION continuum.is_reopened(wave_id integer, day date) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$ select exists (select from wave_reopening r where r.wave_id = $1 and r.until_on >= day) $_$;
CREATE FUNCTION continuum.iso(moment timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
CREATE FUNCTION continuum.item_variable(item text, "position" integer, doubles bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select case
        when doubles > 1 then left(plain, 22) || '__' || "position"
        when lower(plain) = any (array[
            'all', 'and', 'array', 'boolean', 'break', 'by', 'byte', 'case', 'catch', 'class', 'complex', 'const', 'continue',
            'default', 'delegate', 'delete', 'do', 'double', 'else', 'end', 'enum', 'eq', 'explicit', 'export', 'external',
            'float', 'for', 'friend', 'function', 'ge', 'global', 'goto', 'gt', 'if', 'in', 'inline', 'int', 'le', 'local', 'long', 'lt',
            'ne', 'not', 'null', 'or', 'pragma', 'protected', 'quad', 'short', 'strl', 'to', 'typedef', 'using', 'vector', 'version',
            'with', 'program', 'practice', 'wave', 'instrument', 'respondent', 'method', 'submission', 'status']) then plain || '_'
        else plain end
    from (select left(regexp_replace(regexp_replace(item, '[^A-Za-z0-9_]', '_', 'g'), '^([0-9_])', 'v\1'), 28)) p (plain)
    $$;
CREATE PROCEDURE continuum.keep_by(IN kept text, IN keeper text)
    LANGUAGE plpgsql
    AS $$
begin
    execute format('create trigger %I after insert on %I referencing new table as came for each statement execute function %I()',
                   keeper || '_insert', kept, keeper);
    execute format('create trigger %I after update on %I referencing old table as gone new table as came for each statement execute function %I()',
                   keeper || '_update', kept, keeper);
    execute format('create trigger %I after delete on %I referencing old table as gone for each statement execute function %I()',
                   keeper || '_delete', kept, keeper);
end
$$;
CREATE FUNCTION continuum.kept_faults() RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
    select format('the sheet of practice %s at wave %s, instrument %s, is not what its submissions say', practice_id, wave_id, instrument_id)
    from sheet_faults()
    union all
    select case when practice_id is null then format('the participants of program %s are counted wrong', program_id)
                else format('practice %s in program %s is not the participant that rows make it', practice_id, program_id) end
    from participant_faults()
    union all
    select format('%s of wave %s is of another program', t.kind, wave_id)
    from (select 'a cell' as kind, wave_id, program_id from cell
          union all select 'a transition', wave_id, program_id from transition
          union all select 'a change', wave_id, program_id from change where kind in (1, 2)) t
    join wave w using (wave_id) where w.program_id <> t.program_id
    $$;
CREATE FUNCTION continuum.key_identity(key_id text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $_$
    with recursive former as (
        select k.key_id, k.replaces from api_key k where k.key_id = $1
        union
        select k.key_id, k.replaces from former f join api_key k on k.key_id = f.replaces
    )
    select 'key:' || f.key_id from former f where f.replaces is null
    $_$;
CREATE FUNCTION continuum.latest_submission(programs text[], as_of timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $_$
    select max(l.accepted_at) from program p
    cross join lateral (select s.accepted_at from submission s
                        where s.program_id = p.program_id and s.accepted_at <= coalesce($2, 'infinity')
                        order by s.accepted_at desc limit 1) l
    where $1 is null or p.program = any ($1)
    $_$;
CREATE FUNCTION continuum.limit_list(name text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$ select coalesce(string_to_array(current_setting('continuum.' || name, true), ' '), '{}') $$;
CREATE FUNCTION continuum.limited_practices() RETURNS SETOF integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    select p.practice_id from practice p
    where ((select unlimited('practices')) or p.practice = any ((select limit_list('practices'))::text[]))
      and ((select unlimited('regions'))
           or exists (select from unnest(limit_list('regions')) r (pair)
                      join attribute a on a.attribute = split_part(r.pair, ':', 1)
                      cross join practice_value(p.practice_id, a.attribute_id, current_date) v
                      where v.value = substr(r.pair, strpos(r.pair, ':') + 1)))
    $$;
COMMENT ON FUNCTION continuum.limited_practices() IS 'The practices that the limits by region and by practice leave: a practice lies where it lies today.';
CREATE FUNCTION continuum.mapping_fields(document jsonb) RETURNS TABLE(field text, target text, item text, part text, level text)
    LANGUAGE sql IMMUTABLE
    AS $_$
    select f.key, f.value, m[1], coalesce(m[2], 'value'), m[3]
    from jsonb_each_text(document -> 'fields') f
    left join regexp_match(f.value, '^([^.=]+)(?:[.](value|denominator|reason|text)|=(.+))?$') m on true
$_$;
CREATE FUNCTION continuum.marks() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select U&'\0300-\036F\0483-\0489\0591-\05BD\05BF\05C1\05C2\05C4\05C5\05C7\0610-\061A\064B-\065F\0670\06D6-\06DC\06DF-\06E4\0900-\0903\093A-\094D\1AB0-\1AFF\1DC0-\1DFF\200D\20D0-\20FF\FE00-\FE0F\FE20-\FE2F' $$;
CREATE FUNCTION continuum.mention_keep(counted integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET enable_nestloop TO 'off'
    SET work_mem TO '64MB'
    AS $$
begin
    delete from mention where pass_id = counted;
    delete from coded_source where pass_id = counted;
    with recursive tree as (
        select d.code_id, d.code_id as above_id, d.parent, d.version_id from pass p join code d using (version_id) where p.pass_id = counted
        union all
        select t.code_id, u.code_id, u.parent, t.version_id from tree t join code u on u.version_id = t.version_id and u.code = t.parent
    ), seats as (
        -- A pass has at most twenty coders: who gave a code is a bit of a number.
        select c.coder_id, 1 << (row_number() over (partition by c.pass_id order by c.coder_id) - 1)::int as seat from pass_coder c
    ), reading as (
        select c.excerpt_id, c.coder_id, c.code_id from coding c where c.pass_id = counted
        union all
        select c.excerpt_id, c.coder_id, c.code_id
        from pass p join pass b on b.pass_id = p.reconciles_id and b.released_at is not null join coding c on c.pass_id = b.pass_id
        where p.pass_id = counted and c.excerpt_id not in (select r.excerpt_id from coding r where r.pass_id = counted)
    ), marked as materialized (
        select r.excerpt_id, r.code_id, bit_or(s.seat) as coders from reading r join seats s using (coder_id) group by 1, 2
    ), readers as materialized (
        select n.excerpt_id, e.source_id, bit_count(n.coders::bit(32)) as coders
        from (select excerpt_id, bit_or(coders) as coders from marked group by excerpt_id) n join excerpt e using (excerpt_id)
    ), read as (
        insert into coded_source (pass_id, source_id, program_id, practice_id, wave_id, source, kind, held_on, speakers, excerpts)
        select counted, s.source_id, s.program_id, s.practice_id, s.wave_id, s.source, s.kind, s.held_on,
               coalesce((select jsonb_agg(jsonb_build_object('role', n.role, 'stakeholder_group', n.stakeholder_group) order by n.position)
                         from source_participant n where n.source_id = s.source_id), '[]'), r.excerpts
        from (select source_id, count(*) as excerpts from readers group by source_id) r join source s using (source_id)
        returning source_id, program_id, practice_id
    ), given as (
        select m.excerpt_id, t.above_id as code_id, bit_count(bit_or(m.coders)::bit(32)) as coders
        from marked m join tree t using (code_id) group by 1, 2
    )
    insert into mention (pass_id, source_id, code_id, program_id, practice_id, given_by_any, given_by_majority, given_by_all)
    select counted, r.source_id, m.code_id, r.program_id, r.practice_id, m.given_by_any, m.given_by_majority, m.given_by_all
    from (select n.source_id, g.code_id, count(*) as given_by_any, count(*) filter (where 2 * g.coders > n.coders) as given_by_majority,
                 count(*) filter (where g.coders = n.coders) as given_by_all
          from given g join readers n using (excerpt_id) group by 1, 2) m
    join read r using (source_id);
end
$$;
CREATE FUNCTION continuum.open_passes() RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    select coalesce(array_agg(p.pass_id), '{}') from pass p
    where not p.blind or p.released_at is not null
       or (select holds('codings:lead'))
          and not exists (select from pass_coder c where c.pass_id = p.pass_id and c.coder_id = any ((select own_coders())::int[]))
$$;
CREATE FUNCTION continuum.own_coders() RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    select coalesce(array_agg(c.coder_id), '{}') from pass_coder c where c.identity = any ((select caller_identities())::text[])
$$;
CREATE FUNCTION continuum.paragraphs(whole text) RETURNS TABLE(starts integer, ends integer, text text)
    LANGUAGE sql IMMUTABLE
    AS $$
    with line as (
        select l.line, (sum(length(l.line) + 1) over (order by n) - length(l.line) - 1)::int as starts
        from string_to_table(whole, e'\n') with ordinality l (line, n)
    )
    select l.starts + part, l.starts + least(part + 10000, length(l.line)), substr(l.line, part + 1, 10000)
    from line l, generate_series(0, length(l.line) - 1, 10000) part
    where l.line ~ '\S'
$$;
CREATE FUNCTION continuum.participant_due(practices integer[]) RETURNS TABLE(practice_id integer, program_id integer, enrolled boolean, reporting boolean)
    LANGUAGE sql STABLE
    AS $$
    select e.practice_id, e.program_id, e.withdrawn_on is null,
           e.withdrawn_on is null
           and exists (select from submission s
                       where s.practice_id = e.practice_id and s.program_id = e.program_id and s.status = 'accepted')
    from enrolment e where e.practice_id = any (practices)
$$;
CREATE FUNCTION continuum.participant_faults() RETURNS TABLE(practice_id integer, program_id integer)
    LANGUAGE sql STABLE
    AS $$
    select practice_id, program_id
    from participant_due(array(select distinct e.practice_id from enrolment e)) d full join participant p using (practice_id, program_id)
    where (p.enrolled, p.reporting) is distinct from (d.enrolled, d.reporting)
    union all
    select null, program_id
    from (select program_id from standing union select program_id from standing_due() union select program_id from change where kind = 3) k
    left join standing_due() d using (program_id) cross join participation(program_id) n
    where (n.enrolled, n.reporting) <> (coalesce(d.enrolled, 0), coalesce(d.reporting, 0))
    order by 1, 2
    $$;
CREATE FUNCTION continuum.participant_keep(practices integer[]) RETURNS void
    LANGUAGE sql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
    with moved as materialized (
        select practice_id, program_id, d.practice_id is null as gone, coalesce(p.enrolled, false) as was_enrolled,
               coalesce(p.reporting, false) as was_reporting, coalesce(d.enrolled, false) as enrolled, coalesce(d.reporting, false) as reporting
        from participant_due(practices) d
        full join (select * from participant where practice_id = any (practices)) p using (practice_id, program_id)
    ), taken as (
        delete from participant p using moved m where m.gone and (p.practice_id, p.program_id) = (m.practice_id, m.program_id)
    ), made as (
        insert into participant as p select practice_id, program_id, enrolled, reporting from moved where not gone
        on conflict (practice_id, program_id) do update set enrolled = excluded.enrolled, reporting = excluded.reporting
        where (p.enrolled, p.reporting) <> (excluded.enrolled, excluded.reporting)
    )
    insert into change (kind, sign, program_id, answers)
    select 3, 1, program_id, array[enrolled, reporting]
    from (select program_id, sum(enrolled::int - was_enrolled::int) as enrolled, sum(reporting::int - was_reporting::int) as reporting
          from moved group by program_id
          union all
          select 0, sum(enrolled::int - was_enrolled::int), sum(reporting::int - was_reporting::int)
          from (select bool_or(enrolled) as enrolled, bool_or(was_enrolled) as was_enrolled, bool_or(reporting) as reporting,
                       bool_or(was_reporting) as was_reporting
                from moved group by practice_id) once) n
    where (enrolled, reporting) <> (0, 0)
    $$;
CREATE FUNCTION continuum.participation(program integer) RETURNS TABLE(enrolled bigint, reporting bigint)
    LANGUAGE sql STABLE
    AS $$
    select coalesce(sum(n.enrolled), 0)::bigint, coalesce(sum(n.reporting), 0)::bigint
    from (select s.enrolled, s.reporting from standing s where s.program_id = program
          union all
          select c.sign * c.answers[1], c.sign * c.answers[2] from change c where c.kind = 3 and c.program_id = program) n
    $$;
CREATE FUNCTION continuum.pass_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
begin
    perform mention_keep(p.pass_id) from pass p
    where p.released_at is not null and new.pass_id in (p.pass_id, p.reconciles_id)
    order by p.pass_id;
    return null;
end
$$;
CREATE FUNCTION continuum.pattern_of(name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select case when name ~ '^[A-Za-z0-9]' then '\m' else '' end
           || '(?:' || string_agg(distinct regexp_replace(regexp_replace(form, '([][\\^$.|?*+(){}])', '\\\1', 'g'), '\s+', '\\s+', 'g'), '|') || ')'
           || case when name ~ '[A-Za-z0-9]$' then '(?![A-Za-z0-9])' else '' end
    from unnest(array[normalize(trim(name), nfc), normalize(trim(name), nfd)]) form
$_$;
CREATE FUNCTION continuum.period_end(kind text, period text) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$
    select (period_start(kind, period) + case kind when 'year' then interval '1 year'
        when 'quarter' then interval '3 months' else interval '1 month' end - interval '1 day')::date
    $$;
CREATE FUNCTION continuum.period_start(kind text, period text) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $_$
    select case
        when kind = 'year' and period ~ '^[12][0-9]{3}$' then make_date(period::int, 1, 1)
        when kind = 'quarter' and period ~ '^[12][0-9]{3}-Q[1-4]$'
            then make_date(left(period, 4)::int, right(period, 1)::int * 3 - 2, 1)
        when kind = 'month' and period ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$'
            then make_date(left(period, 4)::int, right(period, 2)::int, 1)
    end
    $_$;
CREATE FUNCTION continuum.placement(practices integer[]) RETURNS TABLE(practice_id integer, program_id integer, since date, until date, cohort text, attributes jsonb, stratum_id integer)
    LANGUAGE sql STABLE
    AS $$
    with moved as (
        select pa.practice_id, pa.valid_from as since from practice_attribute pa
        where pa.attribute_id in (select coalesce(a.source_id, a.attribute_id) from attribute a where a.dimension)
          and (practices is null or pa.practice_id = any (practices))
        union
        select e.practice_id, '-infinity' from enrolment e where practices is null or e.practice_id = any (practices)
    ), valued as materialized (
        select m.practice_id, m.since, lead(m.since, 1, 'infinity') over (partition by m.practice_id order by m.since) as until,
               d.attributes
        from moved m
        cross join lateral (
            select coalesce(jsonb_object_agg(a.attribute, v.value) filter (where v.value is not null), '{}') as attributes
            from attribute a cross join lateral practice_value(m.practice_id, a.attribute_id, m.since) v
            where a.dimension and m.since > '-infinity') d
    )
    select e.practice_id, e.program_id, greatest(v.since, e.enrolled_on), least(v.until, e.withdrawn_on), e.cohort,
           v.attributes, s.stratum_id
    from enrolment e
    join valued v on v.practice_id = e.practice_id and v.until > e.enrolled_on
                 and (e.withdrawn_on is null or v.since < e.withdrawn_on)
    left join stratum s on s.program_id = e.program_id and s.attributes = v.attributes
                       and s.cohort is not distinct from e.cohort
    where practices is null or e.practice_id = any (practices)
$$;
CREATE FUNCTION continuum.plain(name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select nullif(regexp_replace(lower(name), '[^[:alnum:]]+', '', 'g'), '') $$;
CREATE FUNCTION continuum.pointer_part(name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select replace(replace(name, '~', '~0'), '/', '~1') $$;
CREATE FUNCTION continuum.population(programs text[], instruments text[], versions text[], waves text[], strata text[], filter jsonb) RETURNS TABLE(program_id integer, program text, practice_id integer, practice text, wave_id integer, wave text, wave_position integer, version_id integer, instrument text, version text, published_on date, stratum_1 text, stratum_2 text, stratum_3 text)
    LANGUAGE sql STABLE
    AS $$
    select p.program_id, p.program, e.practice_id, pr.practice, w.wave_id, w.wave, w.position,
           v.version_id, i.instrument, v.version, v.published_on,
           s1.value,
           s2.value,
           s3.value
    from program p
    join wave w on w.program_id = p.program_id
    join wave_instrument wi on wi.wave_id = w.wave_id
    join instrument_version v on v.version_id = wi.version_id
    join instrument i on i.instrument_id = v.instrument_id
    join enrolment e on e.program_id = p.program_id
    join practice pr on pr.practice_id = e.practice_id
    cross join stratum_value(strata[1], p.program, pr.practice, e.cohort, e.practice_id, w.reference_on) s1
    cross join stratum_value(strata[2], p.program, pr.practice, e.cohort, e.practice_id, w.reference_on) s2
    cross join stratum_value(strata[3], p.program, pr.practice, e.cohort, e.practice_id, w.reference_on) s3
    where (programs is null or p.program = any (programs))
      and (instruments is null or i.instrument = any (instruments))
      and (versions is null or v.version = any (versions))
      and (waves is null or w.wave = any (waves))
      and e.enrolled_on <= w.reference_on
      and (e.withdrawn_on is null or e.withdrawn_on > w.reference_on)
      and not exists (
          select from jsonb_each(filter) f
          cross join stratum_value(f.key, p.program, pr.practice, e.cohort, e.practice_id, w.reference_on) v
          where coalesce(not f.value ? v.value, true))
$$;
CREATE FUNCTION continuum.practice_attribute_placed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
declare
    sources constant int[] := array(select coalesce(a.source_id, a.attribute_id) from attribute a where a.dimension);
    practices int[] := '{}';
begin
    if tg_op <> 'INSERT' then
        practices := array(select practice_id from gone where attribute_id = any (sources));
    end if;
    if tg_op <> 'DELETE' then
        practices := practices || array(select practice_id from came where attribute_id = any (sources));
    end if;
    if cardinality(practices) > 0 then
        practices := array(select distinct p from unnest(practices) p);
        perform sheet_lock(null);
        perform sheet_refresh(practices, array(select w.wave_id from wave w where w.program_id in (
            select e.program_id from enrolment e where e.practice_id = any (practices))));
    end if;
    return null;
end
$$;
CREATE FUNCTION continuum.practice_value(practice integer, attribute integer, day date) RETURNS TABLE(value text)
    LANGUAGE sql STABLE
    AS $_$
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
    $_$;
CREATE FUNCTION continuum.practice_values(dimension text) RETURNS TABLE(practice_id integer, program_id integer, since date, until date, value text)
    LANGUAGE sql STABLE
    AS $_$
    select e.practice_id, e.program_id, '-infinity'::date, 'infinity'::date,
           case $1 when 'program' then p.program when 'practice' then pr.practice else e.cohort end
    from enrolment e join program p using (program_id) join practice pr using (practice_id)
    where $1 in ('program', 'practice', 'cohort')
    union all
    select h.practice_id, null, h.since, h.until, case when a.source_id is null then h.value else r.value end
    from attribute a
    cross join lateral (
        select pa.practice_id, pa.valid_from as since, pa.value,
               lead(pa.valid_from, 1, 'infinity') over (partition by pa.practice_id order by pa.valid_from) as until
        from practice_attribute pa where pa.attribute_id = coalesce(a.source_id, a.attribute_id)
    ) h
    left join lateral (select v.value from attribute_derived(a.attribute_id, h.value) v) r on a.source_id is not null
    where a.attribute = $1
    $_$;
CREATE FUNCTION continuum.practices_passing(filter jsonb, waves integer[]) RETURNS TABLE(practice_id integer, wave_id integer)
    LANGUAGE sql STABLE
    AS $$
    select v.practice_id, w.wave_id
    from jsonb_each(filter) f
    cross join lateral practice_values(f.key) v
    join wave w on w.wave_id = any (waves) and (v.program_id is null or v.program_id = w.program_id)
               and v.since <= w.reference_on and w.reference_on < v.until
    where f.value ? v.value
    group by v.practice_id, w.wave_id
    having count(*) = (select count(*) from jsonb_object_keys(filter))
    $$;
CREATE FUNCTION continuum.program_codes() RETURNS text[]
    LANGUAGE sql STABLE
    AS $$ select coalesce(string_to_array(current_setting('continuum.programs', true), ' '), '{}') $$;
CREATE FUNCTION continuum.project_coded(program integer, pass text, codings jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
declare
    stored bigint;
begin
    if not (holds('codings:lead') and holds('sources:write') and all_practices()) then
        raise insufficient_privilege;
    end if;
    insert into coding (program_id, pass_id, excerpt_id, coder_id, code_id, memo)
    select p.program_id, p.pass_id, e.excerpt_id, r.coder_id, c.code_id, g.memo
    from jsonb_to_recordset(codings) as g (source text, starts int, ends int, coder text, guid uuid, memo text)
    join pass p on p.program_id = project_coded.program and p.pass = project_coded.pass
         and p.created_at = now() and p.created_by = actor()
    join pass_coder r on r.pass_id = p.pass_id and r.coder = g.coder
    join code c on c.version_id = p.version_id and c.guid = g.guid
    join source s on s.program_id = p.program_id and s.source = g.source and s.practice_id is null
    join excerpt e on e.source_id = s.source_id and e.starts = g.starts and e.ends = g.ends
    on conflict on constraint coding_is_there_once do nothing;
    get diagnostics stored = row_count;
    return stored;
end
$$;
CREATE FUNCTION continuum.quality_due(submissions uuid[]) RETURNS TABLE(practice_id integer, submission uuid, rule_id integer, item text, detail text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET jit TO 'off'
    AS $$
    with given as materialized (
        select s.*, v.instrument_id
        from submission s join instrument_version v using (version_id)
        where s.submission = any (submissions)
          and v.instrument_id in (select r.instrument_id from quality_rule r where r.active)
          and ((select all_programs()) or s.program_id = any ((select visible_programs())::int[]))
          and ((select all_practices()) or s.practice_id in (select limited_practices()))
    ), ruled as materialized (
        select g.version_id, r.rule_id, r.kind, r.parameters as p, r.parameters ->> 'item' as item
        from (select distinct g.version_id, g.instrument_id from given g) g
        join quality_rule r on r.instrument_id = g.instrument_id and r.active and coalesce(r.version_id, g.version_id) = g.version_id
    ), terms as materialized (
        select r.rule_id, r.version_id, r.kind, t.side, i.position, 10.0 ^ i.decimals as unit, t.term like '%.denominator' as below
        from ruled r
        cross join lateral (
            select 'item' as side, r.item as term where r.item is not null
            union all
            select side, term from unnest(array['left', 'right']) side, jsonb_array_elements_text(r.p -> side) term) t
        left join item i on i.version_id = r.version_id and i.item = split_part(t.term, '.', 1)
    ), valued as materialized (
        -- A sum of which a part is missing is missing. value is of the item, or of the left side.
        select g.practice_id, g.submission, g.wave_id, g.version_id, t.rule_id,
               case when count(v.value) = count(*) then sum(v.value) filter (where t.side <> 'right') end as value,
               case when count(v.value) = count(*) then sum(v.value) filter (where t.side = 'right') end as right_value
        from given g
        join terms t using (version_id)
        cross join lateral (select case when t.below then g.denominators[t.position] else g.answers[t.position] / t.unit end) v (value)
        where t.kind <> 'change'
        group by g.practice_id, g.submission, g.wave_id, g.version_id, t.rule_id
    ), before as materialized (
        -- The accepted answers of the same respondent at the last wave before this one that has any.
        select g.practice_id, g.submission, g.version_id, g.answers, g.denominators, o.version_id as old_version_id, o.answers as old_answers,
               o.denominators as old_denominators
        from given g
        join wave w using (wave_id)
        cross join lateral (
            select o.version_id, o.answers, o.denominators
            from submission o join wave earlier using (wave_id) join instrument_version v using (version_id)
            where o.practice_id = g.practice_id and o.program_id = g.program_id and o.respondent = g.respondent and o.status = 'accepted'
              and v.instrument_id = g.instrument_id and earlier.kind = w.kind
              and (earlier.position, earlier.starts_on, earlier.wave_id) < (w.position, w.starts_on, w.wave_id)
            order by earlier.position desc, earlier.starts_on desc, earlier.wave_id desc limit 1) o
        where g.version_id in (select r.version_id from ruled r where r.kind = 'change')
    ), said as materialized (
        select t.wave_id, t.version_id, t.rule_id, s.practice_id, v.value::double precision as value
        from (select distinct g.wave_id, t.* from given g join terms t using (version_id) where t.kind = 'outlier') t
        join submission s on s.wave_id = t.wave_id and s.version_id = t.version_id and s.status in ('accepted', 'submitted')
        cross join lateral (select case when t.below then s.denominators[t.position] else s.answers[t.position] / t.unit end) v (value)
        where v.value is not null
    ), middle as materialized (
        select wave_id, version_id, rule_id, percentile_cont(0.5) within group (order by value) as median
        from said group by wave_id, version_id, rule_id having count(distinct practice_id) > 5
    ), spread as materialized (
        select wave_id, version_id, rule_id, m.median, 1.4826 * percentile_cont(0.5) within group (order by abs(s.value - m.median)) as deviation
        from said s join middle m using (wave_id, version_id, rule_id) group by wave_id, version_id, rule_id, m.median
    )
    select v.practice_id, v.submission, v.rule_id, r.item,
           format('%s is not from %s to %s', quality_number(v.value), coalesce(r.p ->> 'minimum', '-∞'), coalesce(r.p ->> 'maximum', '∞'))
    from valued v join ruled r using (version_id, rule_id)
    where r.kind = 'range' and (v.value < (r.p ->> 'minimum')::numeric or v.value > (r.p ->> 'maximum')::numeric)
    union all
    select g.practice_id, g.submission, r.rule_id, r.item, 'is missing'
    from given g join ruled r using (version_id) join item i on i.version_id = r.version_id and i.item = r.item
    where r.kind = 'required' and g.answers[i.position] is null and g.texts[i.position] is null
      and (g.reasons[i.position] is null or r.p ->> 'reason_suffices' = 'false')
    union all
    select v.practice_id, v.submission, v.rule_id, null,
           format('%s is %s, and %s is %s: must be %s', quality_terms(r.p -> 'left'), quality_number(v.value), quality_terms(r.p -> 'right'),
                  quality_number(v.right_value), r.p ->> 'operator')
    from valued v join ruled r using (version_id, rule_id)
    where r.kind = 'compare' and not quality_holds(v.value, r.p ->> 'operator', v.right_value)
    union all
    select b.practice_id, b.submission, t.rule_id, r.item, format('was %s, is %s', quality_number(f.value), quality_number(n.value))
    from before b
    join terms t on t.version_id = b.version_id and t.kind = 'change'
    join ruled r on r.version_id = t.version_id and r.rule_id = t.rule_id
    join item i on i.version_id = b.old_version_id and i.item = split_part(r.item, '.', 1)
    cross join lateral (select case when t.below then b.denominators[t.position] else b.answers[t.position] / t.unit end) n (value)
    cross join lateral (select case when t.below then b.old_denominators[i.position] else b.old_answers[i.position] / 10.0 ^ i.decimals end) f (value)
    where abs(n.value - f.value) > (r.p ->> 'absolute')::numeric
       or abs(n.value - f.value) * 100 > (r.p ->> 'percent')::numeric * abs(f.value) and f.value <> 0
    union all
    select v.practice_id, v.submission, v.rule_id, r.item, format('%s is far from what the others say', quality_number(v.value))
    from valued v join ruled r using (version_id, rule_id) join spread q using (wave_id, version_id, rule_id)
    where r.kind = 'outlier' and q.deviation > 0
      and abs(v.value - q.median) > coalesce((r.p ->> 'k')::double precision, 3.5) * q.deviation
$$;
CREATE FUNCTION continuum.quality_found(submissions uuid[]) RETURNS TABLE(practice_id integer, submission uuid, rule_id integer, rule text, severity text, item text, text text, detail text, state text, reason text, acknowledged_at timestamp with time zone, acknowledged_by text)
    LANGUAGE sql STABLE
    AS $$
    select d.practice_id, d.submission, d.rule_id, r.rule, r.severity, d.item, r.text, d.detail,
           case when a.reason is not null and r.severity = 'warning' then 'acknowledged' else 'open' end,
           a.reason, a.acknowledged_at, a.acknowledged_by
    from quality_due(submissions) d
    join quality_rule r using (rule_id)
    left join quality_acknowledgement a using (practice_id, submission, rule_id)
$$;
CREATE FUNCTION continuum.quality_holds(left_sum numeric, operator text, right_sum numeric) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select case operator when '=' then left_sum = right_sum when '<=' then left_sum <= right_sum when '<' then left_sum < right_sum
                         when '>=' then left_sum >= right_sum else left_sum > right_sum end
    $$;
CREATE FUNCTION continuum.quality_number(value numeric) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select trim_scale(round(value, 6))::text $$;
CREATE FUNCTION continuum.quality_terms(terms jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select string_agg(t, ' + ') from jsonb_array_elements_text(terms) t $$;
CREATE FUNCTION continuum.question_faults("from" text, priority text[], instruments text[], as_of timestamp with time zone, kept boolean) RETURNS TABLE(parameter text, code text, detail text)
    LANGUAGE plpgsql STABLE
    AS $_$
#variable_conflict use_column
begin
    if $1 is not null then
        return query
        select 'from', 'unknown_wave', $1 || ' is not a wave; there are: ' || coalesce((select string_agg(distinct wave, ', ') from wave), 'none')
        where $1 not in (select wave from wave);
    end if;
    if priority is not null then
        return query
        select 'priority', 'unknown_item', x || ' is not an item of the instruments asked for'
        from unnest(priority) x
        where x not in (select t.item from item t join instrument_version v using (version_id) join instrument i using (instrument_id)
                        where instruments is null or i.instrument = any (instruments));
    end if;
    if as_of is not null then
        return query
        select 'as_of', 'not_allowed', 'is answered by what strata are made of: program, cohort, '
               || coalesce((select string_agg(attribute, ', ' order by attribute) from attribute where dimension), 'nothing else')
               || '; and to who sees all practices'
        where not kept
        union all
        select 'as_of', 'too_large', 'is not over yet' where as_of > clock_timestamp();
    end if;
end
$_$;
CREATE FUNCTION continuum.quota_spend() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
declare
    quota constant bigint := setting_text('quota');
    spent bigint;
begin
    if quota is null then
        return;
    end if;
    insert into caller_usage as u (caller, day, requests) values (setting_text('actor'), (now() at time zone 'UTC')::date, 1)
    on conflict (caller, day) do update set requests = u.requests + 1
    returning u.requests into spent;
    if spent > quota then
        raise exception 'the quota of the day is spent' using errcode = 'CT429';
    end if;
end
$$;
CREATE FUNCTION continuum.recommendation_waits() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_advisory_xact_lock(hashtext('recommendation_dependency'), new.program_id);
    if exists (
        with recursive reached as (
            select new.requires_id as id
            union
            select d.requires_id from reached r join recommendation_dependency d on d.recommendation_id = r.id
        )
        select from reached where id = new.recommendation_id)
    then
        raise exception using errcode = '23514', constraint = 'recommendation_waits_for_itself';
    end if;
    return null;
end
$$;
CREATE FUNCTION continuum.scope_faults(report text, at_or_above integer, programs text[], instruments text[], versions text[], waves text[], items text[], strata text[], compare text, filter jsonb) RETURNS TABLE(parameter text, code text, detail text)
    LANGUAGE plpgsql STABLE
    AS $$
#variable_conflict use_column
begin
    if programs is not null then
        return query
        select 'program', 'unknown_program', x || ' is not a program that this key sees; there are: ' ||
               coalesce((select string_agg(program, ', ' order by program) from program), 'none')
        from unnest(programs) x where x not in (select program from program);
    end if;
    if instruments is not null then
        return query
        select 'instrument', 'unknown_instrument', x || ' is not known; there are: ' ||
               (select string_agg(instrument, ', ' order by instrument) from instrument)
        from unnest(instruments) x where x not in (select instrument from instrument);
    end if;
    if versions is not null then
        return query
        select 'version', 'unknown_version', x || ' is not a version of it'
        from unnest(versions) x
        where x not in (select v.version from instrument_version v join instrument i using (instrument_id)
                        where instruments is null or i.instrument = any (instruments));
    end if;
    if waves is not null then
        return query
        select 'wave', 'unknown_wave', x || ' is not a wave; there are: ' ||
               coalesce((select string_agg(distinct wave, ', ') from wave), 'none')
        from unnest(waves) x
        where x not in (select w.wave from wave w join program p using (program_id)
                        where programs is null or p.program = any (programs));
    end if;
    if instruments is not null then
        return query
        select 'instrument', 'not_allowed', x || ' has no stages or levels'
        from unnest(instruments) x
        where report in ('framework_report', 'progress_report', 'factors_report') and x in (select instrument from instrument)
          and x not in (select a.instrument from asked_items(instruments, null, array['stage', 'level']) a)
        union all
        select 'instrument', 'not_allowed', x || ' is not of staffing'
        from unnest(instruments) x join instrument i on i.instrument = x
        where report = 'staffing_report' and i.kind <> 'staffing';
    end if;
    if at_or_above is not null then
        return query
        select 'at_or_above', 'too_large', 'is above every level of the instrument'
        where at_or_above > (select max(l.level) from asked_items(instruments, null, array['stage', 'level']) a
                             join scale_level l using (scale_id));
    end if;
    if items is not null then
        return query
        select 'item', 'unknown_item', x || ' is not an item of the instruments asked for'
        from unnest(items) x
        where x not in (select t.item from item t join instrument_version v using (version_id)
                        join instrument i using (instrument_id)
                        where instruments is null or i.instrument = any (instruments));
    end if;
    if coalesce(strata[1], compare) is not null then
        return query
        select s.parameter, 'unknown_attribute', s.name || ' is not known; there are: program, practice, cohort, ' ||
               (select string_agg(attribute, ', ' order by attribute) from attribute)
        from (select 'strata' as parameter, unnest(strata) as name union all select 'compare', compare where compare is not null) s
        where s.name <> all (array['program', 'practice', 'cohort']) and s.name not in (select attribute from attribute)
        union all
        select 'strata', 'repeated', x || ' is there twice' from unnest(strata) x group by x having count(*) > 1
        union all
        select 'compare', 'repeated', 'is among the strata' where compare = any (strata)
        union all
        select 'strata', 'too_many', 'at most three are taken, with what is compared'
        where cardinality(strata) + (compare is not null)::int > 3;
    end if;
    if filter <> '{}' then
        return query
        select 'filter', 'unknown_attribute', k || ' is not known; there are: program, practice, cohort, ' ||
               (select string_agg(attribute, ', ' order by attribute) from attribute)
        from jsonb_object_keys(filter) k
        where k <> all (array['program', 'practice', 'cohort']) and k not in (select attribute from attribute)
        union all
        select 'filter', 'unknown_value', v || ' is not a value of ' || a.attribute || '; there are: ' ||
               (select string_agg(o.value, ', ' order by o.position) from attribute_value o where o.attribute_id = a.attribute_id)
        from jsonb_each(filter) f join attribute a on a.attribute = f.key, jsonb_array_elements_text(f.value) v
        where a.kind = 'choice'
          and v not in (select o.value from attribute_value o where o.attribute_id = a.attribute_id)
        union all
        select 'filter', f.fault ->> 'code', v || ' ' || (f.fault ->> 'detail')
        from jsonb_each(filter) e join attribute a on a.attribute = e.key, jsonb_array_elements_text(e.value) v,
             lateral attribute_fault('', a.attribute_id, v) f (fault)
        where a.kind <> 'choice' and f.fault is not null
        union all
        select 'filter', 'unknown_program', v || ' is not a program that this key sees'
        from jsonb_array_elements_text(filter -> 'program') v where v not in (select program from program)
        union all
        select 'filter', 'unknown_practice', v || ' is not a practice that this key sees'
        from jsonb_array_elements_text(filter -> 'practice') v where v not in (select practice from practice);
    end if;
end
$$;
CREATE FUNCTION continuum.sees_answers() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ select all_practices()
              and holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}') $$;
CREATE FUNCTION continuum.sees_practice(practice_id integer) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$ select exists (select from practice p where p.practice_id = $1) $_$;
CREATE FUNCTION continuum.sees_program(program_id integer) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$ select (select all_programs()) or $1 = any ((select visible_programs())::int[]) $_$;
CREATE FUNCTION continuum.setting_text(name text) RETURNS text
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('continuum.' || name, true), '') $$;
CREATE FUNCTION continuum.sheet_apply(changes continuum.sheet_change[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    moment constant timestamptz := clock_timestamp();
    practices int[];
    waves int[];
    instruments int[];
begin
    -- Whether somebody waits to be heard is in no pair.
    select array_agg(coalesce((c.former).practice_id, (c.fresh).practice_id)), array_agg(coalesce((c.former).wave_id, (c.fresh).wave_id)),
           array_agg(coalesce((c.former).instrument_id, (c.fresh).instrument_id))
    into practices, waves, instruments
    from unnest(changes) c
    where ((c.former).version_id, (c.former).stratum_id, (c.former).received, (c.former).answers)
          is distinct from ((c.fresh).version_id, (c.fresh).stratum_id, (c.fresh).received, (c.fresh).answers);
    insert into change (kind, sign, program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons)
    select 1, -1, (c.former).program_id, (c.former).wave_id, (c.former).version_id, (c.former).stratum_id, (c.former).received,
           (c.former).in_work, (c.former).answers, (c.former).denominators, (c.former).reasons
    from unnest(changes) c where (c.former).practice_id is not null;
    if practices is not null then
        insert into change (kind, sign, program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers)
        select 2, -1, p.* from sheet_pairs(practices, waves, instruments) p;
    end if;
    insert into sheet_past select (c.former).*, moment from unnest(changes) c where (c.former).practice_id is not null;
    delete from sheet s using unnest(changes) c
    where (c.fresh).practice_id is null and s.practice_id = (c.former).practice_id and s.wave_id = (c.former).wave_id
      and s.instrument_id = (c.former).instrument_id;
    insert into sheet (practice_id, wave_id, instrument_id, program_id, version_id, stratum_id, received, in_work, answers,
                       denominators, reasons, since)
    select (c.fresh).practice_id, (c.fresh).wave_id, (c.fresh).instrument_id, (c.fresh).program_id, (c.fresh).version_id,
           (c.fresh).stratum_id, (c.fresh).received, (c.fresh).in_work, (c.fresh).answers, (c.fresh).denominators,
           (c.fresh).reasons, moment
    from unnest(changes) c where (c.fresh).practice_id is not null
    on conflict (practice_id, wave_id, instrument_id) do update
    set program_id = excluded.program_id, version_id = excluded.version_id, stratum_id = excluded.stratum_id,
        received = excluded.received, in_work = excluded.in_work, answers = excluded.answers,
        denominators = excluded.denominators, reasons = excluded.reasons, since = excluded.since;
    insert into change (kind, sign, program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons)
    select 1, 1, (c.fresh).program_id, (c.fresh).wave_id, (c.fresh).version_id, (c.fresh).stratum_id, (c.fresh).received,
           (c.fresh).in_work, (c.fresh).answers, (c.fresh).denominators, (c.fresh).reasons
    from unnest(changes) c where (c.fresh).practice_id is not null;
    if practices is not null then
        insert into change (kind, sign, program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers)
        select 2, 1, p.* from sheet_pairs(practices, waves, instruments) p;
    end if;
end
$$;
CREATE FUNCTION continuum.sheet_due(practices integer[], waves integer[]) RETURNS TABLE(practice_id integer, wave_id integer, instrument_id integer, program_id integer, version_id integer, stratum_id integer, received boolean, in_work boolean, answers bigint[], denominators bigint[], reasons smallint[])
    LANGUAGE sql STABLE
    AS $$
    with asked as materialized (
        select wi.wave_id, v.instrument_id,
               array_agg(v.version_id order by v.published_on desc nulls last, v.version desc) as versions
        from wave_instrument wi join instrument_version v using (version_id)
        where waves is null or wi.wave_id = any (waves)
        group by wi.wave_id, v.instrument_id
    )
    select p.practice_id, w.wave_id, a.instrument_id, p.program_id, h.version_id, p.stratum_id, h.received,
           h.in_work, h.answers, h.denominators, h.reasons
    from placement(practices) p
    join wave w on w.program_id = p.program_id and w.reference_on >= p.since and w.reference_on < p.until
    join asked a on a.wave_id = w.wave_id
    cross join lateral sheet_heard(p.practice_id, w.wave_id, a.versions) h
$$;
CREATE FUNCTION continuum.sheet_faults() RETURNS TABLE(practice_id integer, wave_id integer, instrument_id integer)
    LANGUAGE sql STABLE
    AS $$
    select practice_id, wave_id, instrument_id
    from sheet_due(null, null) d full join sheet s using (practice_id, wave_id, instrument_id)
    where (s.program_id, s.version_id, s.stratum_id, s.received, s.in_work, s.answers, s.denominators, s.reasons)
          is distinct from (d.program_id, d.version_id, d.stratum_id, d.received, d.in_work, d.answers, d.denominators, d.reasons)
    order by 1, 2, 3
    $$;
CREATE FUNCTION continuum.sheet_heard(practice integer, wave integer, versions integer[]) RETURNS TABLE(version_id integer, received boolean, in_work boolean, answers bigint[], denominators bigint[], reasons smallint[])
    LANGUAGE sql STABLE
    AS $$
    select coalesce(f.version_id, versions[1]), f.version_id is not null,
           exists (select from submission s
                   where s.practice_id = practice and s.wave_id = wave and s.version_id = any (versions)
                     and s.status in ('draft', 'submitted', 'returned')),
           case when f.several then m.answers else f.answers end,
           case when f.several then m.denominators else f.denominators end,
           case when f.several then m.reasons else f.reasons end
    from (values (1)) one
    left join lateral (
        select s.version_id, s.answers, s.denominators, s.reasons,
               s.texts is not null
               or exists (select from submission o
                          where o.practice_id = practice and o.wave_id = wave and o.version_id = s.version_id
                            and o.respondent <> s.respondent and o.status = 'accepted') as several
        from submission s join instrument_version v using (version_id)
        where s.practice_id = practice and s.wave_id = wave and s.version_id = any (versions) and s.status = 'accepted'
          and (v.respondent_rule <> 'consensus' or s.respondent = '')
        order by array_position(versions, s.version_id) limit 1
    ) f on true
    -- Merged only where there is something to merge: of no version there is nothing.
    cross join lateral sheet_merged(practice, wave, case when f.several then f.version_id end) m
$$;
CREATE FUNCTION continuum.sheet_lock(practices integer[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    practice int;
begin
    if practices is null or cardinality(practices) > 1000 then
        perform pg_advisory_xact_lock(726263420, 0);
        return;
    end if;
    perform pg_advisory_xact_lock_shared(726263420, 0);
    foreach practice in array practices loop
        perform pg_advisory_xact_lock(726263421, practice);
    end loop;
end
$$;
CREATE FUNCTION continuum.sheet_merged(practice integer, wave integer, version integer) RETURNS TABLE(answers bigint[], denominators bigint[], reasons smallint[])
    LANGUAGE sql STABLE
    AS $_$
    -- Asked of each submission once, not of each of its items.
    with voices as materialized (
        select s.* from submission s
        where s.practice_id = practice and s.wave_id = wave and s.version_id = $3 and s.status = 'accepted' and is_heard(s)
    )
    select array_agg(x.answer order by x.position),
           case when count(x.denominator) > 0 then array_agg(x.denominator order by x.position) end,
           case when count(x.reason) > 0 then array_agg(x.reason order by x.position) end
    from (
        select i.position,
               case when i.scale_id is not null or v.respondent_rule = 'median' then percentile_disc(0.5) within group (order by a.answer)
                    else round(avg(a.answer))::bigint end as answer,
               -- A denominator counts beside its numerator; where there is none, by itself.
               round(coalesce(avg(s.denominators[i.position]) filter (where a.answer is not null),
                              case when count(a.answer) = 0 then avg(s.denominators[i.position]) end))::bigint as denominator,
               case when count(a.answer) = 0 then min(s.reasons[i.position]) end as reason
        from item i
        join instrument_version v using (version_id)
        cross join voices s
        cross join lateral (select coalesce(s.answers[i.position], case when s.texts[i.position] is not null then 1 end)) a (answer)
        where i.version_id = $3
        group by i.position, i.scale_id, v.respondent_rule
    ) x
$_$;
CREATE FUNCTION continuum.sheet_pairs(practices integer[], waves integer[], instruments integer[]) RETURNS TABLE(program_id integer, from_wave_id integer, wave_id integer, from_version_id integer, version_id integer, stratum_id integer, from_answers bigint[], answers bigint[])
    LANGUAGE sql STABLE
    AS $$
    with paired as (
        select k.practice_id, p.instrument_id, p.from_wave_id, p.wave_id, p.program_id
        from unnest(practices, waves, instruments) k (practice_id, wave_id, instrument_id)
        join wave_pair p on p.wave_id = k.wave_id and p.instrument_id = k.instrument_id
        union
        select k.practice_id, p.instrument_id, p.from_wave_id, p.wave_id, p.program_id
        from unnest(practices, waves, instruments) k (practice_id, wave_id, instrument_id)
        join wave_pair p on p.from_wave_id = k.wave_id and p.instrument_id = k.instrument_id
    )
    select p.program_id, p.from_wave_id, p.wave_id, coalesce(f.version_id, l.version_id), coalesce(l.version_id, f.version_id),
           coalesce(l.stratum_id, f.stratum_id), f.answers, l.answers
    from paired p
    left join sheet f on f.practice_id = p.practice_id and f.wave_id = p.from_wave_id and f.instrument_id = p.instrument_id
    left join sheet l on l.practice_id = p.practice_id and l.wave_id = p.wave_id and l.instrument_id = p.instrument_id
    where f.received or l.received
$$;
CREATE FUNCTION continuum.sheet_refresh(practices integer[], waves integer[]) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'on'
    SET jit TO 'off'
    AS $$
declare
    part int[];
    changes sheet_change[];
begin
    for place in 1 .. coalesce(cardinality(practices), 0) by 500 loop
        part := practices[place : place + 499];
        perform stratum_make(part);
        select array_agg(row (s.held,
                              case when d.practice_id is not null then
                                  row (d.practice_id, d.wave_id, d.instrument_id, d.program_id, d.version_id, d.stratum_id, d.received,
                                       d.in_work, d.answers, d.denominators, d.reasons, null)::sheet end)::sheet_change)
        into changes
        from sheet_due(part, waves) d
        full join (select o as held, o.* from sheet o where o.practice_id = any (part) and (waves is null or o.wave_id = any (waves))) s
            using (practice_id, wave_id, instrument_id)
        where (s.program_id, s.version_id, s.stratum_id, s.received, s.in_work, s.answers, s.denominators, s.reasons)
              is distinct from (d.program_id, d.version_id, d.stratum_id, d.received, d.in_work, d.answers, d.denominators, d.reasons);
        if changes is not null then
            perform sheet_apply(changes);
        end if;
    end loop;
end
$$;
CREATE FUNCTION continuum.sheets_rebuild() RETURNS bigint
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off'
    SET work_mem TO '256MB'
    SET enable_nestloop TO 'on'
    AS $$
declare
    moment timestamptz;
    made bigint;
begin
    perform sheet_lock(null);
    perform pg_advisory_xact_lock(726263422, 0); -- no fold meanwhile
    moment := clock_timestamp();
    -- Nothing is truncated: who reads meanwhile goes on seeing what was.
    with gone as (delete from change returning change_id)
    update cell_state set folded = folded + 1 + (select count(*) from gone);
    delete from cell;
    delete from transition;
    delete from wave_pair;
    insert into wave_pair select * from wave_pair_due(null);
    perform stratum_make(null);
    -- What is right stays as old as it is, for as_of.
    create temporary table sheet_before on commit drop as select * from sheet;
    analyze sheet_before;
    delete from sheet;
    insert into sheet
    select d.*, case when (s.program_id, s.version_id, s.stratum_id, s.received, s.in_work, s.answers, s.denominators, s.reasons)
                          is not distinct from (d.program_id, d.version_id, d.stratum_id, d.received, d.in_work, d.answers, d.denominators, d.reasons)
                     then coalesce(s.since, moment) else moment end
    from sheet_due(null, null) d left join sheet_before s using (practice_id, wave_id, instrument_id);
    get diagnostics made = row_count;
    insert into sheet_past
    select b.*, moment from sheet_before b left join sheet s using (practice_id, wave_id, instrument_id)
    where s.since is distinct from b.since;
    drop table sheet_before;
    delete from participant;
    insert into participant select * from participant_due(array(select distinct practice_id from enrolment));
    delete from standing;
    insert into standing select * from standing_due();
    return made;
end
$$;
CREATE TABLE continuum.api_key (
    key_id text NOT NULL,
    hash text NOT NULL,
    name text NOT NULL,
    scopes text[],
    programs text[],
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    role text,
    regions text[],
    practices text[],
    recipient text,
    purpose text,
    requests_per_day integer,
    replaces text,
    revoked_by text,
    CONSTRAINT api_key_has_a_role_or_scopes CHECK (((role IS NULL) <> (scopes IS NULL))),
    CONSTRAINT api_key_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT api_key_key_id_check CHECK ((key_id ~ '^[0-9a-f]{16}$'::text)),
    CONSTRAINT api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT api_key_recipient_check CHECK (((length(recipient) >= 1) AND (length(recipient) <= 200))),
    CONSTRAINT api_key_requests_per_day_check CHECK ((requests_per_day > 0)),
    CONSTRAINT api_key_scopes_check CHECK ((cardinality(scopes) > 0))
);
ALTER TABLE ONLY continuum.api_key FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.api_key IS 'Keys of callers: the hash of a secret, never the secret. A list of limits that is null limits nothing.';
COMMENT ON COLUMN continuum.api_key.role IS 'A role of openapi.yaml: what it may is what the service says it may now.';
CREATE FUNCTION continuum.shown(k continuum.api_key) RETURNS TABLE(_cursor text, key text, name text, role text, scopes text, programs text, regions text, practices text, recipient text, purpose text, requests_per_day integer, status text, expires_at text, created_at text, created_by text, replaces text, revoked_at text, revoked_by text)
    LANGUAGE sql STABLE
    AS $$
    select k.key_id, k.key_id, k.name, k.role, array_to_string(k.scopes, ' '), array_to_string(k.programs, ' '),
           array_to_string(k.regions, ' '), array_to_string(k.practices, ' '), k.recipient, k.purpose, k.requests_per_day,
           case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'valid' end,
           iso(k.expires_at), iso(k.created_at), k.created_by, k.replaces, iso(k.revoked_at), k.revoked_by
$$;
CREATE FUNCTION continuum.shown(e continuum.audit_entry) RETURNS TABLE(_cursor text, occurred_at text, request text, actor text, role text, recipient text, purpose text, peer text, operation text, object text, outcome text, problem text, rows integer, practices text, anchor text)
    LANGUAGE sql STABLE
    AS $$
    select audit_moment(e.occurred_at) || ' ' || e.chain || ' ' || e.entry, audit_moment(e.occurred_at), e.request, e.actor,
           e.role, e.recipient, e.purpose, e.peer, e.operation, e.object, e.outcome, e.problem, e.rows,
           array_to_string(e.practices, ' '), e.chain || ':' || e.entry || ':' || encode(e.hash, 'hex')
$$;
CREATE TABLE continuum.codebook_version (
    version_id integer NOT NULL,
    codebook_id integer NOT NULL,
    version text NOT NULL,
    follows_id integer,
    source text,
    note text,
    published_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor()
);
CREATE FUNCTION continuum.shown(v continuum.codebook_version) RETURNS TABLE(_cursor text, codebook text, version text, name text, status text, follows text, codes bigint, source text, note text, published_at text, created_at text, created_by text)
    LANGUAGE sql STABLE
    AS $$
    select b.codebook || ' ' || v.version, b.codebook, v.version, b.name,
           case when v.published_at is null then 'draft' else 'published' end,
           (select f.version from codebook_version f where f.version_id = v.follows_id),
           (select count(*) from code c where c.version_id = v.version_id), v.source, v.note, iso(v.published_at),
           iso(v.created_at), v.created_by
    from codebook b where b.codebook_id = v.codebook_id
$$;
CREATE TABLE continuum.enrolment (
    practice_id integer NOT NULL,
    program_id integer NOT NULL,
    enrolled_on date NOT NULL,
    withdrawn_on date,
    cohort text,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT enrolment_is_withdrawn_before_it_begins CHECK ((withdrawn_on >= enrolled_on))
);
ALTER TABLE ONLY continuum.enrolment FORCE ROW LEVEL SECURITY;
CREATE FUNCTION continuum.shown(e continuum.enrolment) RETURNS TABLE(_cursor text, _revision integer, program text, practice text, name text, enrolled_on date, withdrawn_on date, cohort text, revision integer)
    LANGUAGE sql STABLE
    AS $$
    select pr.practice, e.revision, p.program, pr.practice, pr.name, e.enrolled_on, e.withdrawn_on, e.cohort, e.revision
    from program p, practice pr
    where p.program_id = e.program_id and pr.practice_id = e.practice_id
$$;
CREATE FUNCTION continuum.shown(i continuum.import) RETURNS TABLE(_cursor text, _location text, import uuid, program text, instrument text, version text, wave text, mapping text, mapping_version integer, status text, media text, dry_run boolean, partial boolean, bytes bigint, sha256 text, state text, rows_done integer, rows_expected integer, created integer, unchanged integer, superseding integer, rejected integer, faults integer, failure text, same_as uuid, created_at text, created_by text, ended_at text)
    LANGUAGE sql STABLE
    AS $$
    select i.import::text, '/v1/imports/' || i.import, i.import, p.program, i.instrument, i.version, i.wave, m.mapping,
           m.mapping_version, i.status, i.media,
           i.dry_run, i.partial, i.bytes, encode(i.sha256, 'hex'),
           case when i.state = 'queued' and w.attempts > 0 then 'running' else i.state end,
           coalesce(w.rows_done, i.rows), coalesce(w.rows_expected, i.rows), i.created, i.unchanged, i.superseding, i.rejected,
           i.fault_count, i.failure, i.same_as, iso(i.created_at), i.created_by, iso(i.ended_at)
    from program p cross join import_work_of(i.import_id) w cross join import_mapping_of(i.mapping_id) m
    where p.program_id = i.program_id
$$;
CREATE FUNCTION continuum.shown(m continuum.import_mapping) RETURNS TABLE(_location text, program text, mapping text, mapping_version integer, format text, instrument text, version text, document jsonb, created_at text, created_by text)
    LANGUAGE sql STABLE
    AS $$
    select '/v1/programs/' || p.program || '/mappings/' || m.mapping || '?mapping_version=' || m.mapping_version, p.program, m.mapping,
           m.mapping_version, m.format, i.instrument, v.version, m.document, iso(m.created_at), m.created_by
    from program p, instrument_version v join instrument i using (instrument_id)
    where p.program_id = m.program_id and v.version_id = m.version_id
$$;
CREATE TABLE continuum.instrument_version (
    version_id integer NOT NULL,
    instrument_id integer NOT NULL,
    version text NOT NULL,
    name text NOT NULL,
    respondents text NOT NULL,
    owner text,
    source text,
    published_on date,
    note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT COALESCE(continuum.actor(), 'reference'::text) NOT NULL,
    respondent_rule text DEFAULT 'mean'::text NOT NULL,
    CONSTRAINT instrument_version_respondent_rule_check CHECK ((respondent_rule = ANY (ARRAY['mean'::text, 'median'::text, 'consensus'::text, 'rater_first'::text]))),
    CONSTRAINT instrument_version_respondents_check CHECK ((respondents = ANY (ARRAY['consensus'::text, 'several'::text, 'rater'::text])))
);
COMMENT ON COLUMN continuum.instrument_version.respondent_rule IS 'mean: of numbers the mean, of levels the lower median, which is a level. median: of numbers, too. consensus: only the answer of the whole team counts. rater_first: where a rater answered, raters alone count, as by mean.';
CREATE FUNCTION continuum.shown(v continuum.instrument_version) RETURNS TABLE(_cursor text, instrument text, version text, name text, kind text, respondents text, respondent_rule text, owner text, source text, published_on date, domains bigint, items bigint, note text)
    LANGUAGE sql STABLE
    AS $$
    select i.instrument || ' ' || v.version, i.instrument, v.version, v.name, i.kind, v.respondents, v.respondent_rule, v.owner,
           v.source, v.published_on,
           (select count(*) from instrument_domain d where d.version_id = v.version_id),
           (select count(*) from item t where t.version_id = v.version_id), v.note
    from instrument i where i.instrument_id = v.instrument_id
$$;
CREATE TABLE continuum.pass (
    pass_id integer NOT NULL,
    program_id integer NOT NULL,
    pass text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    version_id integer NOT NULL,
    reconciles_id integer,
    blind boolean NOT NULL,
    released_at timestamp with time zone,
    released_by text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT pass_kind_check CHECK ((kind = ANY (ARRAY['coding'::text, 'reconciliation'::text]))),
    CONSTRAINT pass_of_reconciliation_names_what_it_reconciles CHECK (((kind = 'reconciliation'::text) = (reconciles_id IS NOT NULL)))
);
ALTER TABLE ONLY continuum.pass FORCE ROW LEVEL SECURITY;
CREATE FUNCTION continuum.shown(p continuum.pass) RETURNS TABLE(_cursor text, pass text, program text, name text, kind text, codebook text, version text, reconciles text, blind boolean, status text, coders bigint, released_at text, created_at text, created_by text)
    LANGUAGE sql STABLE
    AS $$
    select * from shown(p, (select count(*) from pass_coder c where c.pass_id = p.pass_id))
$$;
CREATE TABLE continuum.practice (
    practice_id integer NOT NULL,
    practice text NOT NULL,
    name text NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL
);
ALTER TABLE ONLY continuum.practice FORCE ROW LEVEL SECURITY;
CREATE FUNCTION continuum.shown(p continuum.practice) RETURNS TABLE(_cursor text, _revision integer, practice text, name text, revision integer, created_at text)
    LANGUAGE sql STABLE
    AS $$
    select p.practice, p.revision, p.practice, p.name, p.revision, iso(p.created_at)
$$;
CREATE TABLE continuum.program (
    program_id integer NOT NULL,
    program text NOT NULL,
    name text NOT NULL,
    sponsor text,
    planned_practices integer,
    starts_on date,
    ends_on date,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    four_eyes boolean DEFAULT true NOT NULL,
    grace_days integer,
    CONSTRAINT program_ends_before_it_starts CHECK ((starts_on <= ends_on)),
    CONSTRAINT program_grace_days_check CHECK (((grace_days >= 0) AND (grace_days <= 3650))),
    CONSTRAINT program_planned_practices_check CHECK ((planned_practices >= 0))
);
ALTER TABLE ONLY continuum.program FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.program IS 'A pilot. Planned practices and enrolled practices differ, and both are reported.';
COMMENT ON COLUMN continuum.program.four_eyes IS 'Nobody accepts a submission that they made or handed in themselves.';
COMMENT ON COLUMN continuum.program.grace_days IS 'Days after its last day at which a new wave closes; null: it never does.';
CREATE FUNCTION continuum.shown(p continuum.program) RETURNS TABLE(_cursor text, _revision integer, program text, name text, sponsor text, planned_practices integer, enrolled_practices bigint, starts_on date, ends_on date, four_eyes boolean, grace_days integer, revision integer, created_at text)
    LANGUAGE sql STABLE
    AS $$
    select p.program, p.revision, p.program, p.name, p.sponsor, p.planned_practices,
           (select count(*) from enrolment e where e.program_id = p.program_id and e.withdrawn_on is null),
           p.starts_on, p.ends_on, p.four_eyes, p.grace_days, p.revision, iso(p.created_at)
$$;
CREATE TABLE continuum.quality_rule (
    rule_id integer NOT NULL,
    rule text NOT NULL,
    instrument_id integer NOT NULL,
    version_id integer,
    kind text NOT NULL,
    severity text NOT NULL,
    parameters jsonb NOT NULL,
    text text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT COALESCE(continuum.actor(), 'reference'::text) NOT NULL,
    CONSTRAINT quality_rule_kind_check CHECK ((kind = ANY (ARRAY['range'::text, 'required'::text, 'compare'::text, 'change'::text, 'outlier'::text]))),
    CONSTRAINT quality_rule_severity_check CHECK ((severity = ANY (ARRAY['error'::text, 'warning'::text]))),
    CONSTRAINT quality_rule_text_check CHECK (((length(text) >= 1) AND (length(text) <= 400)))
);
COMMENT ON COLUMN continuum.quality_rule.version_id IS 'Null: of every version that has its items.';
COMMENT ON COLUMN continuum.quality_rule.parameters IS 'range: item, minimum, maximum. required: item, reason_suffices. compare: left, operator, right, where each side is a sum. change: item, absolute, percent, against the accepted answer of the wave before. outlier: item, k. A term is ITEM or ITEM.denominator.';
CREATE FUNCTION continuum.shown(r continuum.quality_rule) RETURNS TABLE(_cursor text, _revision integer, rule text, instrument text, version text, kind text, severity text, parameters jsonb, text text, active boolean, revision integer, created_at text, created_by text)
    LANGUAGE sql STABLE
    AS $$
    select r.rule, r.revision, r.rule, i.instrument, v.version, r.kind, r.severity, r.parameters, r.text, r.active, r.revision,
           iso(r.created_at), r.created_by
    from instrument i left join instrument_version v on v.version_id = r.version_id
    where i.instrument_id = r.instrument_id
$$;
CREATE TABLE continuum.quotation (
    quotation_id bigint NOT NULL,
    program_id integer NOT NULL,
    practice_id integer,
    excerpt_id bigint NOT NULL,
    quotation text NOT NULL,
    consent text NOT NULL,
    text text NOT NULL,
    codes text[] NOT NULL,
    findings jsonb NOT NULL,
    state text DEFAULT 'proposed'::text NOT NULL,
    note text,
    proposed_at timestamp with time zone DEFAULT now() NOT NULL,
    proposed_by text DEFAULT continuum.actor() NOT NULL,
    decided_at timestamp with time zone,
    decided_by text,
    CONSTRAINT quotation_consent_check CHECK ((consent = ANY (ARRAY['deidentified'::text, 'attributed'::text]))),
    CONSTRAINT quotation_is_decided_by_somebody CHECK (((state = 'proposed'::text) = (decided_by IS NULL))),
    CONSTRAINT quotation_is_decided_by_somebody_else CHECK ((decided_by <> proposed_by)),
    CONSTRAINT quotation_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'refused'::text])))
);
ALTER TABLE ONLY continuum.quotation FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN continuum.quotation.findings IS 'What was found in the text, and what was done about each: masked, or kept for a reason.';
CREATE FUNCTION continuum.shown(q continuum.quotation) RETURNS TABLE(_cursor text, _practice text, quotation text, program text, source text, excerpt text, practice text, consent text, text text, codes jsonb, findings jsonb, state text, note text, proposed_at text, proposed_by text, decided_at text, decided_by text)
    LANGUAGE sql STABLE
    AS $$
    select q.quotation, p.practice, q.quotation, g.program, s.source, e.starts || '-' || e.ends, p.practice, q.consent, q.text, to_jsonb(q.codes),
           q.findings, q.state, q.note, iso(q.proposed_at), q.proposed_by, iso(q.decided_at), q.decided_by
    from program g join excerpt e on e.excerpt_id = q.excerpt_id join source s on s.source_id = e.source_id
    left join practice p on p.practice_id = q.practice_id
    where g.program_id = q.program_id
$$;
CREATE FUNCTION continuum.shown(r continuum.recommendation) RETURNS TABLE(_cursor text, _revision integer, recommendation text, roundtable text, program text, text text, policy_area text, policy_level text, owner text, target_on date, status text, evidence bigint, revision integer)
    LANGUAGE sql STABLE
    AS $$
    select * from shown(r, (select count(*) from recommendation_evidence e
                            where e.recommendation_id = r.recommendation_id))
$$;
CREATE TABLE continuum.recommendation_evidence (
    program_id integer NOT NULL,
    recommendation_id integer NOT NULL,
    "position" integer NOT NULL,
    report text,
    query text,
    row_key text,
    value numeric,
    note text,
    kind text DEFAULT 'report'::text NOT NULL,
    code_id integer,
    excerpt_id bigint,
    url text,
    title text,
    question jsonb,
    picked jsonb,
    figure jsonb,
    as_of timestamp with time zone,
    data_version text,
    linked_at timestamp with time zone DEFAULT now() NOT NULL,
    linked_by text DEFAULT continuum.actor(),
    CONSTRAINT evidence_is_of_its_kind CHECK (
CASE kind
    WHEN 'report'::text THEN (row_key IS NOT NULL)
    WHEN 'theme'::text THEN (code_id IS NOT NULL)
    WHEN 'quote'::text THEN (excerpt_id IS NOT NULL)
    WHEN 'document'::text THEN (url IS NOT NULL)
    ELSE (num_nulls(question, picked, figure, as_of) = 0)
END),
    CONSTRAINT recommendation_evidence_kind_check CHECK ((kind = ANY (ARRAY['report'::text, 'aggregate'::text, 'theme'::text, 'quote'::text, 'document'::text])))
);
ALTER TABLE ONLY continuum.recommendation_evidence FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.recommendation_evidence IS 'A row of a report that supports the recommendation: which report, its query, which row, and the value as it was.';
COMMENT ON COLUMN continuum.recommendation_evidence.picked IS 'Which of the figures that answer the question: its columns but those in figure.';
COMMENT ON COLUMN continuum.recommendation_evidence.figure IS 'The figure as it was as_of that moment, texts as answers write them.';
COMMENT ON COLUMN continuum.recommendation_evidence.data_version IS 'Of the answer; null where it was given to who sees a part of the state.';
CREATE FUNCTION continuum.shown(e continuum.recommendation_evidence) RETURNS TABLE("position" integer, kind text, report text, query text, "row" text, value numeric, unit text, n integer, expected integer, low numeric, high numeric, status text, method text, as_of text, data_version text, question jsonb, code text, source text, excerpt text, url text, title text, note text, linked_at text, linked_by text)
    LANGUAGE sql STABLE
    AS $$
    select e.position, e.kind, e.report, e.query,
           coalesce(e.row_key, (select string_agg(key || '=' || value, ' ' order by key) from jsonb_each_text(e.picked) where value is not null)),
           coalesce(e.value, (e.figure ->> 'value')::numeric), e.figure ->> 'unit', (e.figure ->> 'n')::int, (e.figure ->> 'expected')::int,
           (e.figure ->> 'low')::numeric, (e.figure ->> 'high')::numeric, e.figure ->> 'status', e.figure ->> 'method', iso(e.as_of),
           e.data_version, e.question,
           (select concat_ws('/', k.codebook, v.version, c.code)
            from code c join codebook_version v using (version_id) join codebook k using (codebook_id) where c.code_id = e.code_id),
           q.source, q.excerpt, e.url, e.title, e.note, iso(e.linked_at), e.linked_by
    from (values (1)) one
    left join lateral (select s.source, x.starts || '-' || x.ends as excerpt from excerpt x join source s using (source_id)
                       where x.excerpt_id = e.excerpt_id) q on true
$$;
CREATE TABLE continuum.roundtable (
    roundtable_id integer NOT NULL,
    program_id integer NOT NULL,
    roundtable text NOT NULL,
    name text NOT NULL,
    held_on date NOT NULL,
    summary text,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL
);
ALTER TABLE ONLY continuum.roundtable FORCE ROW LEVEL SECURITY;
CREATE FUNCTION continuum.shown(r continuum.roundtable) RETURNS TABLE(_cursor text, _revision integer, roundtable text, program text, name text, held_on date, summary text, groups bigint, participants bigint, findings bigint, recommendations bigint, revision integer)
    LANGUAGE sql STABLE
    AS $$
    select s.* from (select count(*) as groups, sum(a.participants) as participants
                     from roundtable_attendance a where a.roundtable_id = r.roundtable_id) a,
                    lateral shown(r, a.groups, a.participants) s
$$;
CREATE TABLE continuum.source (
    source_id bigint NOT NULL,
    program_id integer NOT NULL,
    practice_id integer,
    wave_id integer,
    roundtable_id integer,
    source text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    organization text,
    held_on date,
    language text NOT NULL,
    consent text NOT NULL,
    part2 boolean NOT NULL,
    characters integer NOT NULL,
    submission uuid,
    item text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT source_characters_check CHECK ((characters > 0)),
    CONSTRAINT source_consent_check CHECK ((consent = ANY (ARRAY['none'::text, 'aggregate'::text, 'deidentified'::text, 'attributed'::text]))),
    CONSTRAINT source_kind_check CHECK ((kind = ANY (ARRAY['interview'::text, 'focus_group'::text, 'site_visit_note'::text, 'roundtable_session'::text, 'survey_answer'::text]))),
    CONSTRAINT source_of_an_answer_names_its_item CHECK (((submission IS NULL) = (item IS NULL)))
);
ALTER TABLE ONLY continuum.source FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN continuum.source.practice_id IS 'Null: of the program; only who sees all practices sees it.';
COMMENT ON COLUMN continuum.source.consent IS 'What speakers agreed to: no quote at all, only as a part of counts, a quote that names nobody, a quote with the role.';
COMMENT ON COLUMN continuum.source.part2 IS 'Whether it touches substance-use treatment records (42 CFR Part 2).';
CREATE FUNCTION continuum.shown(s continuum.source) RETURNS TABLE(_cursor text, source text, program text, kind text, title text, wave text, practice text, roundtable text, organization text, held_on date, language text, consent text, part2 boolean, characters integer, participants bigint, submission uuid, item text, created_at text, created_by text)
    LANGUAGE sql STABLE
    AS $$
    select * from shown(s, (select sum(n.participants) from source_participant n where n.source_id = s.source_id))
$$;
CREATE FUNCTION continuum.shown(s continuum.submission) RETURNS TABLE(_cursor text, _revision integer, submission uuid, program text, practice text, wave text, instrument text, version text, respondent text, method text, status text, status_reason text, answered bigint, missing bigint, items bigint, supersedes uuid, due_on date, days_late integer, revision integer, created_at text, submitted_at text, accepted_at text)
    LANGUAGE sql STABLE
    AS $$
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
CREATE TABLE continuum.token_revocation (
    revocation_id integer NOT NULL,
    issuer text NOT NULL,
    subject text,
    token text,
    revoked_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT token_revocation_check CHECK ((num_nonnulls(subject, token) = 1)),
    CONSTRAINT token_revocation_issuer_check CHECK (((length(issuer) >= 1) AND (length(issuer) <= 64))),
    CONSTRAINT token_revocation_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 255))),
    CONSTRAINT token_revocation_token_check CHECK (((length(token) >= 1) AND (length(token) <= 255)))
);
ALTER TABLE ONLY continuum.token_revocation FORCE ROW LEVEL SECURITY;
CREATE FUNCTION continuum.shown(r continuum.token_revocation) RETURNS TABLE(_cursor text, issuer text, subject text, token text, revoked_at text, revoked_by text)
    LANGUAGE sql STABLE
    AS $$
    select lpad(r.revocation_id::text, 10, '0'), r.issuer, r.subject, r.token, iso(r.revoked_at), r.revoked_by
$$;
CREATE FUNCTION continuum.shown(w continuum.wave) RETURNS TABLE(_cursor text, _revision integer, program text, wave text, name text, kind text, "position" integer, target_offset_months integer, window_before_days integer, window_after_days integer, starts_on date, ends_on date, reference_on date, due_on date, closes_on date, state text, instruments text, revision integer)
    LANGUAGE sql STABLE
    AS $$
    select * from shown(w, array(select wi.version_id from wave_instrument wi where wi.wave_id = w.wave_id))
$$;
CREATE FUNCTION continuum.shown(p continuum.pass, coders bigint) RETURNS TABLE(_cursor text, pass text, program text, name text, kind text, codebook text, version text, reconciles text, blind boolean, status text, coders bigint, released_at text, created_at text, created_by text)
    LANGUAGE sql STABLE
    AS $$
    select p.pass, p.pass, g.program, p.name, p.kind, b.codebook, v.version,
           (select r.pass from pass r where r.pass_id = p.reconciles_id), p.blind,
           case when p.released_at is null then 'open' else 'released' end, coders, iso(p.released_at), iso(p.created_at), p.created_by
    from program g, codebook_version v, codebook b
    where g.program_id = p.program_id and v.version_id = p.version_id and b.codebook_id = v.codebook_id
$$;
CREATE FUNCTION continuum.shown(r continuum.recommendation, evidence bigint) RETURNS TABLE(_cursor text, _revision integer, recommendation text, roundtable text, program text, text text, policy_area text, policy_level text, owner text, target_on date, status text, evidence bigint, revision integer)
    LANGUAGE sql STABLE
    AS $$
    select p.program || ' ' || r.recommendation, r.revision, r.recommendation, t.roundtable, p.program, r.text,
           r.policy_area, r.policy_level, r.owner, r.target_on, r.status, evidence, r.revision
    from roundtable t join program p using (program_id) where t.roundtable_id = r.roundtable_id
$$;
CREATE FUNCTION continuum.shown(s continuum.source, participants bigint) RETURNS TABLE(_cursor text, source text, program text, kind text, title text, wave text, practice text, roundtable text, organization text, held_on date, language text, consent text, part2 boolean, characters integer, participants bigint, submission uuid, item text, created_at text, created_by text)
    LANGUAGE sql STABLE
    AS $$
    select s.source, s.source, g.program, s.kind, s.title, w.wave, p.practice, r.roundtable, s.organization, s.held_on,
           s.language, s.consent, s.part2, s.characters, coalesce(participants, 0), s.submission, s.item, iso(s.created_at),
           s.created_by
    from program g
    left join wave w on w.wave_id = s.wave_id
    left join practice p on p.practice_id = s.practice_id
    left join roundtable r on r.roundtable_id = s.roundtable_id
    where g.program_id = s.program_id
$$;
CREATE TABLE continuum.vote (
    vote_id bigint NOT NULL,
    program_id integer NOT NULL,
    roundtable_id integer NOT NULL,
    finding_id integer,
    recommendation_id integer,
    stakeholder_group text NOT NULL,
    support integer NOT NULL,
    conditional integer NOT NULL,
    oppose integer NOT NULL,
    abstain integer NOT NULL,
    condition text,
    dissent text,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT vote_abstain_check CHECK ((abstain >= 0)),
    CONSTRAINT vote_conditional_check CHECK ((conditional >= 0)),
    CONSTRAINT vote_is_on_a_finding_or_a_recommendation CHECK ((num_nonnulls(finding_id, recommendation_id) = 1)),
    CONSTRAINT vote_oppose_check CHECK ((oppose >= 0)),
    CONSTRAINT vote_support_check CHECK ((support >= 0)),
    CONSTRAINT vote_with_conditions_says_which CHECK (((conditional = 0) OR (condition IS NOT NULL)))
);
ALTER TABLE ONLY continuum.vote FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.vote IS 'How many of a group stand how to it. The latest row of a group counts; those before are what was corrected.';
CREATE FUNCTION continuum.shown(v continuum.vote, counts boolean) RETURNS TABLE(finding text, recommendation text, stakeholder_group text, label text, participants integer, support integer, conditional integer, oppose integer, abstain integer, not_voting integer, condition text, dissent text, counts boolean, recorded_at text, recorded_by text)
    LANGUAGE sql STABLE
    AS $$
    select (select f.finding from finding f where f.finding_id = v.finding_id),
           (select r.recommendation from recommendation r where r.recommendation_id = v.recommendation_id),
           v.stakeholder_group, g.label, a.participants, v.support, v.conditional, v.oppose, v.abstain,
           a.participants - v.support - v.conditional - v.oppose - v.abstain, v.condition, v.dissent, counts,
           iso(v.recorded_at), v.recorded_by
    from stakeholder_group g join roundtable_attendance a using (stakeholder_group)
    where g.stakeholder_group = v.stakeholder_group and a.roundtable_id = v.roundtable_id
$$;
CREATE FUNCTION continuum.shown(w continuum.wave, versions integer[]) RETURNS TABLE(_cursor text, _revision integer, program text, wave text, name text, kind text, "position" integer, target_offset_months integer, window_before_days integer, window_after_days integer, starts_on date, ends_on date, reference_on date, due_on date, closes_on date, state text, instruments text, revision integer)
    LANGUAGE sql STABLE
    AS $$
    select w.wave, w.revision, p.program, w.wave, w.name, w.kind, w.position, w.target_offset_months,
           w.window_before_days, w.window_after_days, w.starts_on, w.ends_on, w.reference_on, coalesce(w.due_on, w.ends_on), w.closes_on,
           wave_state(w, current_date), instruments_text(versions), w.revision
    from program p where p.program_id = w.program_id
$$;
CREATE FUNCTION continuum.shown(r continuum.roundtable, groups bigint, participants bigint) RETURNS TABLE(_cursor text, _revision integer, roundtable text, program text, name text, held_on date, summary text, groups bigint, participants bigint, findings bigint, recommendations bigint, revision integer)
    LANGUAGE sql STABLE
    AS $$
    select p.program || ' ' || r.roundtable, r.revision, r.roundtable, p.program, r.name, r.held_on, r.summary,
           groups, participants,
           (select count(*) from finding f where f.roundtable_id = r.roundtable_id),
           (select count(*) from recommendation c where c.roundtable_id = r.roundtable_id), r.revision
    from program p where p.program_id = r.program_id
$$;
CREATE TABLE continuum.roundtable_session (
    session_id integer NOT NULL,
    program_id integer NOT NULL,
    roundtable_id integer NOT NULL,
    session text NOT NULL,
    "position" integer NOT NULL,
    title text NOT NULL,
    topic text,
    starts_at timestamp with time zone,
    CONSTRAINT roundtable_session_position_check CHECK (("position" > 0))
);
ALTER TABLE ONLY continuum.roundtable_session FORCE ROW LEVEL SECURITY;
CREATE FUNCTION continuum.shown(s continuum.roundtable_session, groups bigint, participants bigint) RETURNS TABLE(session text, "position" integer, title text, topic text, starts_at text, groups bigint, participants bigint)
    LANGUAGE sql STABLE
    AS $$ select s.session, s.position, s.title, s.topic, iso(s.starts_at), groups, participants $$;
CREATE FUNCTION continuum.snapshot_state() RETURNS TABLE(_version text, _day text, _moment bigint, _changed_at text, _expires bigint)
    LANGUAGE plpgsql STABLE
    AS $$
begin
    return query
    select s.version, s.day, s.moment, s.changed_at,
           (select (extract(epoch from k.expires_at) * 1000000)::bigint from api_key k
            where k.key_id = current_setting('continuum.key', true) and isfinite(k.expires_at))
    from data_state() s;
end
$$;
CREATE FUNCTION continuum.stance(endorsements jsonb) RETURNS TABLE(support bigint, conditional bigint, oppose bigint, abstain bigint)
    LANGUAGE sql IMMUTABLE
    AS $$
    select count(*) filter (where e = 'support'), count(*) filter (where e = 'conditional'),
           count(*) filter (where e = 'oppose'), count(*) filter (where e = 'abstain')
    from jsonb_array_elements_text(endorsements) e
$$;
CREATE FUNCTION continuum.standing_due() RETURNS TABLE(program_id integer, enrolled bigint, reporting bigint)
    LANGUAGE sql STABLE
    AS $$
    select p.program_id, count(*) filter (where p.enrolled), count(*) filter (where p.reporting) from participant p group by p.program_id
    union all
    select 0, count(distinct p.practice_id) filter (where p.enrolled), count(distinct p.practice_id) filter (where p.reporting) from participant p
    $$;
CREATE FUNCTION continuum.stratum_groups(strata text[], filter jsonb) RETURNS TABLE(stratum_id integer, stratum_1 text, stratum_2 text, stratum_3 text)
    LANGUAGE sql STABLE
    AS $$
    select s.stratum_id, stratum_part(strata[1], p.program, s.cohort, s.attributes),
           stratum_part(strata[2], p.program, s.cohort, s.attributes),
           stratum_part(strata[3], p.program, s.cohort, s.attributes)
    from stratum s join program p using (program_id)
    where not exists (select from jsonb_each(filter) f
                      where coalesce(not f.value ? stratum_part(f.key, p.program, s.cohort, s.attributes), true))
    $$;
CREATE FUNCTION continuum.stratum_make(practices integer[]) RETURNS void
    LANGUAGE sql
    AS $$
    insert into stratum (program_id, cohort, attributes)
    select distinct p.program_id, p.cohort, p.attributes from placement(practices) p
    where p.stratum_id is null
      and exists (select from wave w where w.program_id = p.program_id and w.reference_on >= p.since and w.reference_on < p.until)
    order by 1, 2, 3
    $$;
CREATE FUNCTION continuum.stratum_part(name text, program text, cohort text, attributes jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select case name when 'program' then program when 'cohort' then cohort else attributes ->> name end $$;
CREATE FUNCTION continuum.stratum_value(stratum text, program text, practice text, cohort text, practice_id integer, day date) RETURNS TABLE(value text)
    LANGUAGE sql STABLE
    AS $$
    select case stratum
        when 'program' then program
        when 'practice' then practice
        when 'cohort' then cohort
        else (select v.value from attribute a, practice_value(practice_id, a.attribute_id, day) v
              where a.attribute = stratum)
    end
$$;
CREATE FUNCTION continuum.submission_admitted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
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
CREATE FUNCTION continuum.submission_changes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.changed_in := pg_current_xact_id();
    new.changed_at := clock_timestamp();
    return new;
end
$$;
CREATE FUNCTION continuum.submission_heard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'on'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
    waiting constant text[] := '{draft,submitted,returned}';
    practices int[];
    waves int[];
    versions int[];
    programs int[];
    counts boolean;
    changes sheet_change[];
    changed boolean := false;
begin
    if tg_op = 'INSERT' then
        select array_agg(n.practice_id), array_agg(n.wave_id), array_agg(n.version_id), array_agg(n.program_id), bool_or(n.status = 'accepted')
        into practices, waves, versions, programs, counts
        from came n where n.status = 'accepted' or n.status = any (waiting);
    elsif tg_op = 'DELETE' then
        select array_agg(o.practice_id), array_agg(o.wave_id), array_agg(o.version_id), array_agg(o.program_id), bool_or(o.status = 'accepted')
        into practices, waves, versions, programs, counts
        from gone o where o.status = 'accepted' or o.status = any (waiting);
    else
        select array_agg(practice_id), array_agg(k.wave_id), array_agg(k.version_id), array_agg(k.program_id), bool_or(k.status = 'accepted')
        into practices, waves, versions, programs, counts
        from gone o full join came n using (practice_id, submission)
        cross join lateral (values (o.wave_id, o.version_id, o.program_id, o.status), (n.wave_id, n.version_id, n.program_id, n.status))
            k (wave_id, version_id, program_id, status)
        where (k.status = 'accepted' or k.status = any (waiting))
          -- It waits as before, or another waits instead: that one was inserted by this statement, and is heard then.
          and coalesce(not (o.status = any (waiting) and (n.wave_id, n.version_id) = (o.wave_id, o.version_id)
                            and (n.status = any (waiting) or n.status = 'superseded' and exists (
                                 select from submission w
                                 where w.practice_id = o.practice_id and w.wave_id = o.wave_id and w.version_id = o.version_id
                                   and w.respondent = o.respondent and w.status in ('draft', 'submitted', 'returned')))), true);
    end if;
    if practices is null then
        return null;
    end if;
    perform sheet_lock(array(select distinct p from unnest(practices) p order by p));
    for place in 1 .. cardinality(practices) by 1000 loop
        select array_agg(row (s, row (s.practice_id, s.wave_id, s.instrument_id, s.program_id, h.version_id, s.stratum_id, h.received,
                                      h.in_work, h.answers, h.denominators, h.reasons, null)::sheet)::sheet_change)
        into changes
        from (select distinct k.practice_id, k.wave_id, v.instrument_id
              from unnest(practices[place : place + 999], waves[place : place + 999], versions[place : place + 999])
                   k (practice_id, wave_id, version_id)
              join instrument_version v using (version_id)) k
        join sheet s using (practice_id, wave_id, instrument_id)
        cross join lateral (
            select array_agg(v.version_id order by v.published_on desc nulls last, v.version desc) as versions
            from wave_instrument wi join instrument_version v using (version_id)
            where wi.wave_id = s.wave_id and v.instrument_id = s.instrument_id) a
        cross join lateral sheet_heard(s.practice_id, s.wave_id, a.versions) h
        where (s.version_id, s.received, s.in_work, s.answers, s.denominators, s.reasons)
              is distinct from (h.version_id, h.received, h.in_work, h.answers, h.denominators, h.reasons);
        if changes is not null then
            perform sheet_apply(changes);
            changed := true;
        end if;
    end loop;
    if counts then
        -- Whoever reports, expected or not. Seldom anybody begins or ceases to.
        practices := array(
            select distinct k.practice_id
            from unnest(practices, programs) k (practice_id, program_id) join participant p using (practice_id, program_id)
            where p.enrolled and p.reporting <> exists (
                select from submission s
                where s.practice_id = k.practice_id and s.program_id = k.program_id and s.status = 'accepted'));
        if cardinality(practices) > 0 then
            perform participant_keep(practices);
        elsif not changed then
            perform change_tick(); -- the same, but later
        end if;
    end if;
    return null;
end
$$;
CREATE FUNCTION continuum.submission_noted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
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
CREATE FUNCTION continuum.text_configuration(language text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select coalesce((select c from unnest(array['arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish',
                                                'french', 'german', 'greek', 'hindi', 'hungarian', 'indonesian', 'irish',
                                                'italian', 'lithuanian', 'nepali', 'norwegian', 'portuguese', 'romanian',
                                                'russian', 'serbian', 'spanish', 'swedish', 'tamil', 'turkish', 'yiddish'],
                                          array['ar', 'hy', 'eu', 'ca', 'da', 'nl', 'en', 'fi', 'fr', 'de', 'el', 'hi', 'hu', 'id',
                                                'ga', 'it', 'lt', 'ne', 'no', 'pt', 'ro', 'ru', 'sr', 'es', 'sv', 'ta', 'tr', 'yi'])
                                   as n (c, tag)
                     where tag = split_part(lower(language), '-', 1)), 'simple')
$$;
COMMENT ON FUNCTION continuum.text_configuration(language text) IS 'How words of a language (BCP 47) are found: by their stems where PostgreSQL knows the language, else as they are.';
CREATE FUNCTION continuum.transaction_life() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    select left(encode(sha256(convert_to(concat_ws(' ', 'life', s.system_identifier, d.oid, 'submission'::regclass::oid), 'UTF8')), 'hex'), 16)
    from pg_control_system() s, pg_database d where d.datname = current_database()
    $$;
CREATE FUNCTION continuum.unlimited(name text) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$ begin return coalesce(current_setting('continuum.' || name, true) = '*', false); end $$;
CREATE FUNCTION continuum.visible_practices() RETURNS SETOF integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    select l.practice_id from limited_practices() l (practice_id)
    where (select unlimited('programs'))
       or l.practice_id in (select e.practice_id from enrolment e
                            where e.program_id = any ((select visible_programs())::int[]))
    $$;
CREATE FUNCTION continuum.visible_programs() RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    select coalesce(array_agg(g.program_id), '{}') from program g
    where ((select unlimited('programs')) or g.program = any ((select program_codes())::text[]))
      and ((select all_practices()) or exists (select from enrolment e where e.program_id = g.program_id
                                        and e.practice_id in (select limited_practices())))
    $$;
CREATE FUNCTION continuum.wave_pair_due(programs integer[]) RETURNS TABLE(instrument_id integer, from_wave_id integer, wave_id integer, program_id integer)
    LANGUAGE sql STABLE
    AS $$
    with asked as (
        select distinct w.program_id, w.wave_id, w.position, w.starts_on, i.instrument_id
        from wave w join wave_instrument wi using (wave_id) join instrument_version v using (version_id) join instrument i using (instrument_id)
        where w.kind = 'wave' and i.kind in ('framework', 'level', 'survey') and (programs is null or w.program_id = any (programs))
    )
    select l.instrument_id, f.wave_id, l.wave_id, l.program_id
    from asked f join asked l using (program_id, instrument_id)
    where (f.position, f.starts_on, f.wave_id) < (l.position, l.starts_on, l.wave_id)
$$;
CREATE TABLE continuum.wave_pair (
    instrument_id integer NOT NULL,
    from_wave_id integer NOT NULL,
    wave_id integer NOT NULL,
    program_id integer NOT NULL
);
ALTER TABLE ONLY continuum.wave_pair FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.wave_pair IS 'An earlier and a later wave between which practices may have changed, by instrument.';
CREATE FUNCTION continuum.wave_pair_sheets(pairs continuum.wave_pair[]) RETURNS TABLE(program_id integer, from_wave_id integer, wave_id integer, from_version_id integer, version_id integer, stratum_id integer, from_answers bigint[], answers bigint[])
    LANGUAGE sql STABLE
    AS $$
    select p.program_id, p.from_wave_id, p.wave_id, coalesce(s.from_version_id, s.version_id), coalesce(s.version_id, s.from_version_id),
           coalesce(s.stratum_id, s.from_stratum_id), s.from_answers, s.answers
    from unnest(pairs) p
    cross join lateral (
        select f.version_id, l.version_id, f.stratum_id, l.stratum_id, f.answers, l.answers, f.received or l.received
        from (select * from sheet s where s.wave_id = p.from_wave_id and s.instrument_id = p.instrument_id) f
        full join (select * from sheet s where s.wave_id = p.wave_id and s.instrument_id = p.instrument_id) l using (practice_id)
    ) s (from_version_id, version_id, from_stratum_id, stratum_id, from_answers, answers, received)
    where s.received
$$;
CREATE FUNCTION continuum.wave_placed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    SET jit TO 'off'
    AS $$
declare
    programs int[] := '{}';
    waves int[] := '{}';
    pairs wave_pair[];
begin
    if tg_op <> 'INSERT' then
        select array_agg(program_id), array_agg(wave_id) into programs, waves from gone;
    end if;
    if tg_op <> 'DELETE' then
        select programs || array_agg(program_id), waves || array_agg(wave_id) into programs, waves from came;
    end if;
    if tg_table_name = 'wave' then
        waves := array(select wave_id from (select wave_id, reference_on from came except select wave_id, reference_on from gone) w);
    end if;
    if coalesce(cardinality(programs), 0) = 0 then
        return null;
    end if;
    perform sheet_lock(null);
    select array_agg(row (p.*)::wave_pair) into pairs
    from (select * from wave_pair where program_id = any (programs) except select * from wave_pair_due(programs)) p;
    insert into change (kind, sign, program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers)
    select 2, -1, s.* from wave_pair_sheets(pairs) s;
    delete from wave_pair p using unnest(pairs) o
    where (p.from_wave_id, p.wave_id, p.instrument_id) = (o.from_wave_id, o.wave_id, o.instrument_id);
    if cardinality(waves) > 0 then
        perform sheet_refresh(array(select distinct e.practice_id from enrolment e where e.program_id = any (programs)), waves);
    end if;
    with made as (
        insert into wave_pair select * from wave_pair_due(programs) on conflict do nothing returning *
    )
    select array_agg(row (m.*)::wave_pair) into pairs from made m;
    insert into change (kind, sign, program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers)
    select 2, 1, s.* from wave_pair_sheets(pairs) s;
    return null;
end
$$;
CREATE FUNCTION continuum.wave_state(w continuum.wave, day date) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select case when day < w.starts_on then 'planned'
                when day <= coalesce(w.due_on, w.ends_on) then 'open'
                when day <= coalesce(w.closes_on, day) then 'late'
                when is_reopened(w.wave_id, day) then 'reopened'
                else 'closed' end
    $$;
CREATE FUNCTION continuum.words_of(configuration text, text text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select to_tsvector(('pg_catalog.' || configuration)::regconfig, text) $$;
CREATE FUNCTION continuum.writing_coders() RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'continuum', 'pg_temp'
    AS $$
    select coalesce(array_agg(c.coder_id), '{}') from pass_coder c join pass p using (pass_id)
    where c.identity = any ((select caller_identities())::text[]) and p.released_at is null
$$;
CREATE TABLE continuum.attribute (
    attribute_id integer NOT NULL,
    attribute text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    source_id integer,
    note text,
    dimension boolean DEFAULT false NOT NULL,
    CONSTRAINT attribute_check CHECK (((source_id IS NULL) OR (kind = 'choice'::text))),
    CONSTRAINT attribute_kind_check CHECK ((kind = ANY (ARRAY['choice'::text, 'number'::text, 'text'::text, 'boolean'::text])))
);
COMMENT ON COLUMN continuum.attribute.dimension IS 'Its values are part of every stratum: reports take them without looking at practices.';
ALTER TABLE continuum.attribute ALTER COLUMN attribute_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.attribute_attribute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.attribute_rule (
    attribute_id integer NOT NULL,
    value text NOT NULL,
    source_value text,
    source_from numeric,
    source_to numeric,
    CONSTRAINT attribute_rule_check CHECK (((source_value IS NULL) <> ((source_from IS NULL) AND (source_to IS NULL))))
);
COMMENT ON TABLE continuum.attribute_rule IS 'A value of a derived attribute, for one value or one range of its source.';
CREATE TABLE continuum.attribute_value (
    attribute_id integer NOT NULL,
    value text NOT NULL,
    "position" integer NOT NULL,
    label text NOT NULL
);
COMMENT ON TABLE continuum.attribute_value IS 'The values a choice may have.';
CREATE TABLE continuum.audit_chain (
    chain smallint NOT NULL,
    entries bigint DEFAULT 0 NOT NULL,
    head bytea DEFAULT decode(repeat('00'::text, 32), 'hex'::text) NOT NULL,
    retired bigint DEFAULT 0 NOT NULL,
    retired_head bytea DEFAULT decode(repeat('00'::text, 32), 'hex'::text) NOT NULL,
    CONSTRAINT audit_chain_head_check CHECK ((octet_length(head) = 32)),
    CONSTRAINT audit_chain_retired_head_check CHECK ((octet_length(retired_head) = 32))
)
WITH (fillfactor='10');
CREATE TABLE continuum.billing_code (
    billing_code text NOT NULL,
    system text NOT NULL,
    model text NOT NULL,
    label text NOT NULL,
    base_minutes integer,
    min_minutes integer,
    max_minutes integer,
    valid_from date NOT NULL,
    valid_to date,
    note text
);
CREATE TABLE continuum.caller_usage (
    caller text NOT NULL,
    day date NOT NULL,
    requests bigint NOT NULL
);
CREATE TABLE continuum.cell (
    program_id integer NOT NULL,
    wave_id integer NOT NULL,
    version_id integer NOT NULL,
    stratum_id integer NOT NULL,
    vector bytea NOT NULL
);
ALTER TABLE ONLY continuum.cell FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.cell IS 'Sheets of a wave and version, added up; stratum 0 is of all strata.';
CREATE TABLE continuum.cell_state (
    one boolean DEFAULT true NOT NULL,
    folded bigint DEFAULT 0 NOT NULL,
    salt text DEFAULT ((gen_random_uuid())::text || (gen_random_uuid())::text) NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT cell_state_one_check CHECK (one)
);
ALTER TABLE ONLY continuum.cell_state FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.cell_state IS 'One row: how many changes were taken from the log, and a secret of this database.';
COMMENT ON COLUMN continuum.cell_state.changed_at IS 'Of the changes that are folded, or forgotten by a rebuild, the newest.';
ALTER TABLE continuum.change ALTER COLUMN change_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.change_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.code (
    code_id integer NOT NULL,
    version_id integer NOT NULL,
    "position" integer NOT NULL,
    code text NOT NULL,
    parent text,
    kind text NOT NULL,
    theme text,
    label text NOT NULL,
    definition text,
    include text,
    exclude text,
    guid uuid DEFAULT gen_random_uuid() NOT NULL,
    color text,
    codable boolean DEFAULT true NOT NULL,
    CONSTRAINT code_has_a_color_of_six_digits CHECK ((color ~ '^#[0-9A-Fa-f]{6}$'::text)),
    CONSTRAINT code_is_not_its_own_parent CHECK ((parent <> code)),
    CONSTRAINT code_kind_check CHECK ((kind = ANY (ARRAY['barrier'::text, 'facilitator'::text, 'best_practice'::text, 'factor'::text, 'success_factor'::text, 'recommendation'::text, 'theme'::text])))
);
COMMENT ON COLUMN continuum.code.theme IS 'The theme of findings of roundtables that says the same.';
COMMENT ON COLUMN continuum.code.guid IS 'Stays from version to version where the code does, and in files of other programs.';
COMMENT ON COLUMN continuum.code.codable IS 'False: it heads others and is given to nothing.';
ALTER TABLE continuum.code ALTER COLUMN code_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.code_code_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.code_origin (
    version_id integer NOT NULL,
    code text NOT NULL,
    from_version_id integer NOT NULL,
    from_code text NOT NULL,
    change text NOT NULL,
    CONSTRAINT code_origin_change_check CHECK ((change = ANY (ARRAY['same'::text, 'renamed'::text, 'moved'::text, 'merged'::text, 'split'::text])))
);
CREATE TABLE continuum.codebook (
    codebook_id integer NOT NULL,
    codebook text NOT NULL,
    name text NOT NULL,
    note text
);
ALTER TABLE continuum.codebook ALTER COLUMN codebook_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.codebook_codebook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE continuum.codebook_version ALTER COLUMN version_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.codebook_version_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.coded_source (
    pass_id integer NOT NULL,
    source_id bigint NOT NULL,
    program_id integer NOT NULL,
    practice_id integer,
    wave_id integer,
    source text NOT NULL,
    kind text NOT NULL,
    held_on date,
    speakers jsonb NOT NULL,
    excerpts integer NOT NULL
);
ALTER TABLE ONLY continuum.coded_source FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.coded_source IS 'Sources that were read in a released pass; of one that reconciles another, also what it left as it was there.';
COMMENT ON COLUMN continuum.coded_source.speakers IS 'The role and stakeholder_group of each of its participants.';
CREATE TABLE continuum.coding (
    program_id integer NOT NULL,
    practice_id integer,
    pass_id integer NOT NULL,
    excerpt_id bigint NOT NULL,
    coder_id integer NOT NULL,
    code_id integer,
    valence smallint,
    memo text,
    coded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT coding_valence_check CHECK (((valence >= '-1'::integer) AND (valence <= 1)))
);
ALTER TABLE ONLY continuum.coding FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN continuum.coding.code_id IS 'Null: the coder read the excerpt and gave it no code.';
CREATE TABLE continuum.endorsement (
    program_id integer NOT NULL,
    finding_id integer NOT NULL,
    stakeholder_group text NOT NULL,
    endorsement text NOT NULL,
    CONSTRAINT endorsement_endorsement_check CHECK ((endorsement = ANY (ARRAY['support'::text, 'conditional'::text, 'oppose'::text, 'abstain'::text])))
);
ALTER TABLE ONLY continuum.endorsement FORCE ROW LEVEL SECURITY;
CREATE TABLE continuum.excerpt (
    excerpt_id bigint NOT NULL,
    program_id integer NOT NULL,
    practice_id integer,
    source_id bigint NOT NULL,
    starts integer NOT NULL,
    ends integer NOT NULL,
    consent text NOT NULL,
    configuration text NOT NULL,
    text text NOT NULL,
    words tsvector GENERATED ALWAYS AS (continuum.words_of(configuration, text)) STORED,
    CONSTRAINT excerpt_is_as_long_as_its_text CHECK ((((ends - starts) = length(text)) AND (ends > starts))),
    CONSTRAINT excerpt_starts_check CHECK ((starts >= 0))
);
ALTER TABLE ONLY continuum.excerpt FORCE ROW LEVEL SECURITY;
ALTER TABLE continuum.excerpt ALTER COLUMN excerpt_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.excerpt_excerpt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.finding (
    finding_id integer NOT NULL,
    program_id integer NOT NULL,
    roundtable_id integer NOT NULL,
    finding text NOT NULL,
    theme text NOT NULL,
    text text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL,
    session_id integer
);
ALTER TABLE ONLY continuum.finding FORCE ROW LEVEL SECURITY;
CREATE TABLE continuum.finding_code (
    program_id integer NOT NULL,
    finding_id integer NOT NULL,
    code_id integer NOT NULL
);
ALTER TABLE ONLY continuum.finding_code FORCE ROW LEVEL SECURITY;
ALTER TABLE continuum.finding ALTER COLUMN finding_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.finding_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.finding_quote (
    program_id integer NOT NULL,
    finding_id integer NOT NULL,
    excerpt_id bigint NOT NULL
);
ALTER TABLE ONLY continuum.finding_quote FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.finding_quote IS 'Which excerpt is quoted. Its text is read where excerpts are, with the consent that it has.';
ALTER TABLE continuum.import ALTER COLUMN import_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.import_import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE continuum.import_mapping ALTER COLUMN mapping_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.import_mapping_mapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.import_part (
    import_id integer NOT NULL,
    part integer NOT NULL,
    bytes bytea NOT NULL
);
ALTER TABLE ONLY continuum.import_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE ONLY continuum.import_part FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.import_part IS 'A file as it was sent, in parts.';
CREATE TABLE continuum.instrument (
    instrument_id integer NOT NULL,
    instrument text NOT NULL,
    kind text NOT NULL,
    CONSTRAINT instrument_kind_check CHECK ((kind = ANY (ARRAY['framework'::text, 'level'::text, 'survey'::text, 'staffing'::text, 'measures'::text, 'billing'::text, 'costs'::text])))
);
CREATE TABLE continuum.instrument_domain (
    version_id integer NOT NULL,
    "position" integer NOT NULL,
    domain text NOT NULL,
    name text NOT NULL
);
ALTER TABLE continuum.instrument ALTER COLUMN instrument_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.instrument_instrument_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE continuum.instrument_version ALTER COLUMN version_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.instrument_version_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.mention (
    pass_id integer NOT NULL,
    source_id bigint NOT NULL,
    code_id integer NOT NULL,
    program_id integer NOT NULL,
    practice_id integer,
    given_by_any integer NOT NULL,
    given_by_majority integer NOT NULL,
    given_by_all integer NOT NULL
);
ALTER TABLE ONLY continuum.mention FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.mention IS 'In how many excerpts of a source a code, or one below it in the tree, was given: by any coder who read the excerpt, by more than half of them, by all.';
CREATE TABLE continuum.missing_reason (
    reason_id smallint NOT NULL,
    reason text NOT NULL,
    label text NOT NULL
);
CREATE VIEW continuum.observation WITH (security_invoker='true') AS
 SELECT s.practice_id,
    s.program_id,
    s.wave_id,
    s.version_id,
    s.submission,
    s.respondent,
    s.method,
    s.status,
    i."position",
    i.item,
    i.domain,
    i.kind,
    i.decimals,
    s.answers[i."position"] AS answer,
    ((s.answers[i."position"])::numeric / (10.0 ^ (i.decimals)::numeric)) AS value,
    s.denominators[i."position"] AS denominator,
    s.texts[i."position"] AS text,
    s.reasons[i."position"] AS reason_id
   FROM (continuum.submission s
     JOIN continuum.item i USING (version_id));
CREATE TABLE continuum.participant (
    practice_id integer NOT NULL,
    program_id integer NOT NULL,
    enrolled boolean NOT NULL,
    reporting boolean NOT NULL,
    CONSTRAINT participant_check CHECK ((enrolled OR (NOT reporting)))
);
ALTER TABLE ONLY continuum.participant FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.participant IS 'What counts of an enrolment, whatever its waves are; kept like sheets.';
COMMENT ON COLUMN continuum.participant.enrolled IS 'It has no end.';
COMMENT ON COLUMN continuum.participant.reporting IS 'It has no end, and a submission to the program is accepted.';
CREATE TABLE continuum.pass_coder (
    coder_id integer NOT NULL,
    program_id integer NOT NULL,
    pass_id integer NOT NULL,
    coder text NOT NULL,
    identity text NOT NULL
);
ALTER TABLE ONLY continuum.pass_coder FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN continuum.pass_coder.identity IS 'Who it is, as the audit names callers: NAME/IDENTIFIER of a key, ISSUER/SUBJECT of a token.';
ALTER TABLE continuum.pass_coder ALTER COLUMN coder_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.pass_coder_coder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE continuum.pass ALTER COLUMN pass_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.pass_pass_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.policy_area (
    policy_area text NOT NULL,
    "position" integer NOT NULL,
    label text NOT NULL
);
CREATE TABLE continuum.policy_level (
    policy_level text NOT NULL,
    "position" integer NOT NULL,
    label text NOT NULL
);
CREATE TABLE continuum.practice_attribute (
    practice_id integer NOT NULL,
    attribute_id integer NOT NULL,
    valid_from date NOT NULL,
    value text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT continuum.actor() NOT NULL
);
ALTER TABLE ONLY continuum.practice_attribute FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.practice_attribute IS 'Holds from its day until the next row of the same attribute; null: unknown again.';
ALTER TABLE continuum.practice ALTER COLUMN practice_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.practice_practice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE continuum.program ALTER COLUMN program_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.program_program_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.quality_acknowledgement (
    practice_id integer NOT NULL,
    submission uuid NOT NULL,
    rule_id integer NOT NULL,
    program_id integer NOT NULL,
    detail text NOT NULL,
    reason text NOT NULL,
    acknowledged_at timestamp with time zone DEFAULT now() NOT NULL,
    acknowledged_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT quality_acknowledgement_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 2000)))
);
ALTER TABLE ONLY continuum.quality_acknowledgement FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.quality_acknowledgement IS 'Why a warning is no mistake. Never changed.';
COMMENT ON COLUMN continuum.quality_acknowledgement.detail IS 'What the rule said then.';
ALTER TABLE continuum.quality_rule ALTER COLUMN rule_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.quality_rule_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE continuum.quotation ALTER COLUMN quotation_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.quotation_quotation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.ranking (
    ranking_id bigint NOT NULL,
    program_id integer NOT NULL,
    roundtable_id integer NOT NULL,
    options text NOT NULL,
    method text NOT NULL,
    stakeholder_group text NOT NULL,
    ballots jsonb NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT ranking_method_check CHECK ((method = ANY (ARRAY['dots'::text, 'borda'::text, 'pairwise'::text]))),
    CONSTRAINT ranking_options_check CHECK ((options = ANY (ARRAY['findings'::text, 'recommendations'::text])))
);
ALTER TABLE ONLY continuum.ranking FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.ranking IS 'Ballots of a group as they were sent: what they come to is computed. The latest row of a group and a method counts.';
ALTER TABLE continuum.ranking ALTER COLUMN ranking_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.ranking_ranking_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.ratio (
    version_id integer NOT NULL,
    ratio text NOT NULL,
    numerator_item text NOT NULL,
    denominator_item text NOT NULL,
    label text NOT NULL
);
CREATE TABLE continuum.recommendation_dependency (
    program_id integer NOT NULL,
    recommendation_id integer NOT NULL,
    requires_id integer NOT NULL,
    CONSTRAINT recommendation_waits_for_another CHECK ((recommendation_id <> requires_id))
);
ALTER TABLE ONLY continuum.recommendation_dependency FORCE ROW LEVEL SECURITY;
ALTER TABLE continuum.recommendation ALTER COLUMN recommendation_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.recommendation_recommendation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.recommendation_status (
    program_id integer NOT NULL,
    recommendation_id integer NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    status text NOT NULL,
    note text,
    changed_by text DEFAULT continuum.actor() NOT NULL
);
ALTER TABLE ONLY continuum.recommendation_status FORCE ROW LEVEL SECURITY;
CREATE TABLE continuum.roundtable_attendance (
    program_id integer NOT NULL,
    roundtable_id integer NOT NULL,
    stakeholder_group text NOT NULL,
    participants integer NOT NULL,
    CONSTRAINT roundtable_attendance_participants_check CHECK ((participants > 0))
);
ALTER TABLE ONLY continuum.roundtable_attendance FORCE ROW LEVEL SECURITY;
ALTER TABLE continuum.roundtable ALTER COLUMN roundtable_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.roundtable_roundtable_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE continuum.roundtable_session ALTER COLUMN session_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.roundtable_session_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.scale (
    scale_id integer NOT NULL,
    scale text NOT NULL,
    name text NOT NULL,
    ordered boolean NOT NULL
);
CREATE TABLE continuum.scale_level (
    scale_id integer NOT NULL,
    level integer NOT NULL,
    code text NOT NULL,
    label text NOT NULL
);
ALTER TABLE continuum.scale ALTER COLUMN scale_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.scale_scale_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE continuum.score (
    version_id integer NOT NULL,
    score text NOT NULL,
    level text NOT NULL,
    domain text,
    method text NOT NULL,
    label text NOT NULL,
    CONSTRAINT score_level_check CHECK ((level = ANY (ARRAY['domain'::text, 'total'::text])))
);
COMMENT ON TABLE continuum.score IS 'How answers become scores: of a domain from its items, of the whole from its domains.';
CREATE TABLE continuum.session_attendance (
    program_id integer NOT NULL,
    session_id integer NOT NULL,
    stakeholder_group text NOT NULL,
    participants integer NOT NULL,
    CONSTRAINT session_attendance_participants_check CHECK ((participants > 0))
);
ALTER TABLE ONLY continuum.session_attendance FORCE ROW LEVEL SECURITY;
CREATE TABLE continuum.sheet_past (
    practice_id integer NOT NULL,
    wave_id integer NOT NULL,
    instrument_id integer NOT NULL,
    program_id integer NOT NULL,
    version_id integer NOT NULL,
    stratum_id integer NOT NULL,
    received boolean NOT NULL,
    in_work boolean NOT NULL,
    answers bigint[],
    denominators bigint[],
    reasons smallint[],
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL
);
ALTER TABLE ONLY continuum.sheet_past FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.sheet_past IS 'Every former state of a sheet: what held at a moment has since <= moment < until.';
CREATE TABLE continuum.source_participant (
    program_id integer NOT NULL,
    practice_id integer,
    source_id bigint NOT NULL,
    "position" integer NOT NULL,
    role text NOT NULL,
    stakeholder_group text NOT NULL,
    participants integer NOT NULL,
    CONSTRAINT source_participant_participants_check CHECK ((participants > 0))
);
ALTER TABLE ONLY continuum.source_participant FORCE ROW LEVEL SECURITY;
ALTER TABLE continuum.source ALTER COLUMN source_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.source_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.source_text (
    program_id integer NOT NULL,
    practice_id integer,
    source_id bigint NOT NULL,
    consent text NOT NULL,
    text text NOT NULL
);
ALTER TABLE ONLY continuum.source_text ALTER COLUMN text SET STORAGE EXTERNAL;
ALTER TABLE ONLY continuum.source_text FORCE ROW LEVEL SECURITY;
CREATE TABLE continuum.stakeholder_group (
    stakeholder_group text NOT NULL,
    "position" integer NOT NULL,
    label text NOT NULL
);
CREATE TABLE continuum.standing (
    program_id integer NOT NULL,
    enrolled bigint NOT NULL,
    reporting bigint NOT NULL
);
ALTER TABLE ONLY continuum.standing FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.standing IS 'Participants of a program, counted; program 0 is of all programs, where a practice counts once.';
CREATE TABLE continuum.stratum (
    stratum_id integer NOT NULL,
    program_id integer NOT NULL,
    cohort text,
    attributes jsonb NOT NULL
);
ALTER TABLE ONLY continuum.stratum FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.stratum IS 'Practices of a program that no stratum by cohort or by a dimension tells apart. Never deleted.';
COMMENT ON COLUMN continuum.stratum.attributes IS 'Values of the attributes with dimension, by their codes; unknown ones are left out.';
ALTER TABLE continuum.stratum ALTER COLUMN stratum_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.stratum_stratum_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.submission_comment (
    practice_id integer NOT NULL,
    submission uuid NOT NULL,
    program_id integer NOT NULL,
    revision integer NOT NULL,
    place integer NOT NULL,
    "position" integer,
    comment text NOT NULL,
    commented_at timestamp with time zone DEFAULT now() NOT NULL,
    commented_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT submission_comment_comment_check CHECK (((length(comment) >= 1) AND (length(comment) <= 2000)))
);
ALTER TABLE ONLY continuum.submission_comment FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.submission_comment IS 'What whoever returned a submission said of its items.';
COMMENT ON COLUMN continuum.submission_comment.revision IS 'The one that it was returned at.';
COMMENT ON COLUMN continuum.submission_comment."position" IS 'Of the item; null: of the whole.';
CREATE TABLE continuum.submission_event (
    event_id bigint NOT NULL,
    practice_id integer NOT NULL,
    submission uuid NOT NULL,
    program_id integer NOT NULL,
    status text NOT NULL,
    reason text,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_by text NOT NULL,
    identity text
);
ALTER TABLE ONLY continuum.submission_event FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.submission_event IS 'Every status that a submission had, first to last; kept by a trigger, never changed.';
COMMENT ON COLUMN continuum.submission_event.identity IS 'Who: key: and the first of the keys that followed each other, or token: with issuer and subject. Not a name that somebody chose.';
ALTER TABLE continuum.submission_event ALTER COLUMN event_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.submission_event_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.theme (
    theme text NOT NULL,
    "position" integer NOT NULL,
    label text NOT NULL,
    kind text NOT NULL,
    CONSTRAINT theme_kind_check CHECK ((kind = ANY (ARRAY['barrier'::text, 'best_practice'::text, 'factor'::text])))
);
ALTER TABLE continuum.token_revocation ALTER COLUMN revocation_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.token_revocation_revocation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.transition (
    program_id integer NOT NULL,
    from_wave_id integer NOT NULL,
    wave_id integer NOT NULL,
    from_version_id integer NOT NULL,
    version_id integer NOT NULL,
    stratum_id integer NOT NULL,
    vector bytea NOT NULL
);
ALTER TABLE ONLY continuum.transition FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.transition IS 'Pairs of answers from an earlier wave to a later one, added up; stratum 0 is of all strata.';
CREATE VIEW continuum.vote_counted WITH (security_invoker='true') AS
 SELECT DISTINCT ON (v.roundtable_id, v.finding_id, v.recommendation_id, v.stakeholder_group) v.vote_id,
    v.program_id,
    v.roundtable_id,
    v.finding_id,
    v.recommendation_id,
    v.stakeholder_group,
    v.support,
    v.conditional,
    v.oppose,
    v.abstain,
    v.condition,
    v.dissent,
    v.recorded_at,
    v.recorded_by
   FROM continuum.vote v
  ORDER BY v.roundtable_id, v.finding_id, v.recommendation_id, v.stakeholder_group, v.vote_id DESC;
ALTER TABLE continuum.vote ALTER COLUMN vote_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.vote_vote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE continuum.wave_instrument (
    program_id integer NOT NULL,
    wave_id integer NOT NULL,
    version_id integer NOT NULL
);
ALTER TABLE ONLY continuum.wave_instrument FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.wave_instrument IS 'What every enrolled practice is expected to submit at a wave.';
CREATE TABLE continuum.wave_reopening (
    reopening_id integer NOT NULL,
    program_id integer NOT NULL,
    wave_id integer NOT NULL,
    until_on date NOT NULL,
    reason text NOT NULL,
    reopened_at timestamp with time zone DEFAULT now() NOT NULL,
    reopened_by text DEFAULT continuum.actor() NOT NULL,
    CONSTRAINT wave_reopening_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 2000)))
);
ALTER TABLE ONLY continuum.wave_reopening FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE continuum.wave_reopening IS 'Until when a closed wave takes answers again, and why. Never changed.';
ALTER TABLE continuum.wave_reopening ALTER COLUMN reopening_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.wave_reopening_reopening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE continuum.wave ALTER COLUMN wave_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME continuum.wave_wave_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY continuum.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (key_id);
ALTER TABLE ONLY continuum.attribute
    ADD CONSTRAINT attribute_attribute_key UNIQUE (attribute);
ALTER TABLE ONLY continuum.attribute
    ADD CONSTRAINT attribute_pkey PRIMARY KEY (attribute_id);
ALTER TABLE ONLY continuum.attribute_rule
    ADD CONSTRAINT attribute_rule_attribute_id_source_value_source_from_source_key UNIQUE NULLS NOT DISTINCT (attribute_id, source_value, source_from, source_to);
ALTER TABLE ONLY continuum.attribute_value
    ADD CONSTRAINT attribute_value_pkey PRIMARY KEY (attribute_id, value);
ALTER TABLE ONLY continuum.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (chain);
ALTER TABLE ONLY continuum.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (chain, entry);
ALTER TABLE ONLY continuum.billing_code
    ADD CONSTRAINT billing_code_pkey PRIMARY KEY (billing_code);
ALTER TABLE ONLY continuum.caller_usage
    ADD CONSTRAINT caller_usage_pkey PRIMARY KEY (caller, day);
ALTER TABLE ONLY continuum.cell
    ADD CONSTRAINT cell_pkey PRIMARY KEY (wave_id, version_id, stratum_id);
ALTER TABLE ONLY continuum.cell_state
    ADD CONSTRAINT cell_state_pkey PRIMARY KEY (one);
ALTER TABLE ONLY continuum.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (change_id);
ALTER TABLE ONLY continuum.code
    ADD CONSTRAINT code_has_a_guid_of_its_own UNIQUE (version_id, guid);
ALTER TABLE ONLY continuum.code_origin
    ADD CONSTRAINT code_origin_pkey PRIMARY KEY (version_id, code, from_code);
ALTER TABLE ONLY continuum.code
    ADD CONSTRAINT code_pkey PRIMARY KEY (code_id);
ALTER TABLE ONLY continuum.code
    ADD CONSTRAINT code_version_id_code_key UNIQUE (version_id, code);
ALTER TABLE ONLY continuum.codebook
    ADD CONSTRAINT codebook_codebook_key UNIQUE (codebook);
ALTER TABLE ONLY continuum.codebook
    ADD CONSTRAINT codebook_pkey PRIMARY KEY (codebook_id);
ALTER TABLE ONLY continuum.codebook_version
    ADD CONSTRAINT codebook_version_codebook_id_version_key UNIQUE (codebook_id, version);
ALTER TABLE ONLY continuum.codebook_version
    ADD CONSTRAINT codebook_version_pkey PRIMARY KEY (version_id);
ALTER TABLE ONLY continuum.coded_source
    ADD CONSTRAINT coded_source_pkey PRIMARY KEY (pass_id, source_id);
ALTER TABLE ONLY continuum.coding
    ADD CONSTRAINT coding_is_there_once UNIQUE NULLS NOT DISTINCT (pass_id, excerpt_id, coder_id, code_id);
ALTER TABLE ONLY continuum.endorsement
    ADD CONSTRAINT endorsement_pkey PRIMARY KEY (finding_id, stakeholder_group);
ALTER TABLE ONLY continuum.enrolment
    ADD CONSTRAINT enrolment_pkey PRIMARY KEY (practice_id, program_id);
ALTER TABLE ONLY continuum.excerpt
    ADD CONSTRAINT excerpt_pkey PRIMARY KEY (excerpt_id);
ALTER TABLE ONLY continuum.excerpt
    ADD CONSTRAINT excerpt_program_id_excerpt_id_key UNIQUE (program_id, excerpt_id);
ALTER TABLE ONLY continuum.excerpt
    ADD CONSTRAINT excerpt_source_id_starts_ends_key UNIQUE (source_id, starts, ends);
ALTER TABLE ONLY continuum.finding_code
    ADD CONSTRAINT finding_code_pkey PRIMARY KEY (finding_id, code_id);
ALTER TABLE ONLY continuum.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (finding_id);
ALTER TABLE ONLY continuum.finding
    ADD CONSTRAINT finding_program_id_finding_id_key UNIQUE (program_id, finding_id);
ALTER TABLE ONLY continuum.finding_quote
    ADD CONSTRAINT finding_quote_pkey PRIMARY KEY (finding_id, excerpt_id);
ALTER TABLE ONLY continuum.finding
    ADD CONSTRAINT finding_roundtable_id_finding_id_key UNIQUE (roundtable_id, finding_id);
ALTER TABLE ONLY continuum.finding
    ADD CONSTRAINT finding_roundtable_id_finding_key UNIQUE (roundtable_id, finding);
ALTER TABLE ONLY continuum.import
    ADD CONSTRAINT import_created_by_idempotency_key_key UNIQUE (created_by, idempotency_key);
ALTER TABLE ONLY continuum.import
    ADD CONSTRAINT import_import_key UNIQUE (import);
ALTER TABLE ONLY continuum.import_mapping
    ADD CONSTRAINT import_mapping_pkey PRIMARY KEY (mapping_id);
ALTER TABLE ONLY continuum.import_mapping
    ADD CONSTRAINT import_mapping_program_id_mapping_mapping_version_key UNIQUE (program_id, mapping, mapping_version);
ALTER TABLE ONLY continuum.import_part
    ADD CONSTRAINT import_part_pkey PRIMARY KEY (import_id, part);
ALTER TABLE ONLY continuum.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (import_id);
ALTER TABLE ONLY continuum.import_work
    ADD CONSTRAINT import_work_pkey PRIMARY KEY (import_id);
ALTER TABLE ONLY continuum.instrument_domain
    ADD CONSTRAINT instrument_domain_pkey PRIMARY KEY (version_id, domain);
ALTER TABLE ONLY continuum.instrument_domain
    ADD CONSTRAINT instrument_domain_version_id_position_key UNIQUE (version_id, "position");
ALTER TABLE ONLY continuum.instrument
    ADD CONSTRAINT instrument_instrument_key UNIQUE (instrument);
ALTER TABLE ONLY continuum.instrument
    ADD CONSTRAINT instrument_pkey PRIMARY KEY (instrument_id);
ALTER TABLE ONLY continuum.instrument_version
    ADD CONSTRAINT instrument_version_instrument_id_version_key UNIQUE (instrument_id, version);
ALTER TABLE ONLY continuum.instrument_version
    ADD CONSTRAINT instrument_version_pkey PRIMARY KEY (version_id);
ALTER TABLE ONLY continuum.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (version_id, "position");
ALTER TABLE ONLY continuum.item
    ADD CONSTRAINT item_version_id_item_key UNIQUE (version_id, item);
ALTER TABLE ONLY continuum.mention
    ADD CONSTRAINT mention_pkey PRIMARY KEY (pass_id, source_id, code_id);
ALTER TABLE ONLY continuum.missing_reason
    ADD CONSTRAINT missing_reason_pkey PRIMARY KEY (reason_id);
ALTER TABLE ONLY continuum.missing_reason
    ADD CONSTRAINT missing_reason_reason_key UNIQUE (reason);
ALTER TABLE ONLY continuum.participant
    ADD CONSTRAINT participant_pkey PRIMARY KEY (practice_id, program_id);
ALTER TABLE ONLY continuum.pass_coder
    ADD CONSTRAINT pass_coder_pass_id_coder_key UNIQUE (pass_id, coder);
ALTER TABLE ONLY continuum.pass_coder
    ADD CONSTRAINT pass_coder_pass_id_identity_key UNIQUE (pass_id, identity);
ALTER TABLE ONLY continuum.pass_coder
    ADD CONSTRAINT pass_coder_pkey PRIMARY KEY (coder_id);
ALTER TABLE ONLY continuum.pass_coder
    ADD CONSTRAINT pass_coder_program_id_pass_id_coder_id_key UNIQUE (program_id, pass_id, coder_id);
ALTER TABLE ONLY continuum.pass
    ADD CONSTRAINT pass_pkey PRIMARY KEY (pass_id);
ALTER TABLE ONLY continuum.pass
    ADD CONSTRAINT pass_program_id_pass_id_key UNIQUE (program_id, pass_id);
ALTER TABLE ONLY continuum.pass
    ADD CONSTRAINT pass_program_id_pass_key UNIQUE (program_id, pass);
ALTER TABLE ONLY continuum.policy_area
    ADD CONSTRAINT policy_area_pkey PRIMARY KEY (policy_area);
ALTER TABLE ONLY continuum.policy_level
    ADD CONSTRAINT policy_level_pkey PRIMARY KEY (policy_level);
ALTER TABLE ONLY continuum.practice_attribute
    ADD CONSTRAINT practice_attribute_pkey PRIMARY KEY (practice_id, attribute_id, valid_from);
ALTER TABLE ONLY continuum.practice
    ADD CONSTRAINT practice_pkey PRIMARY KEY (practice_id);
ALTER TABLE ONLY continuum.practice
    ADD CONSTRAINT practice_practice_key UNIQUE (practice);
ALTER TABLE ONLY continuum.program
    ADD CONSTRAINT program_pkey PRIMARY KEY (program_id);
ALTER TABLE ONLY continuum.program
    ADD CONSTRAINT program_program_key UNIQUE (program);
ALTER TABLE ONLY continuum.quality_acknowledgement
    ADD CONSTRAINT quality_acknowledgement_pkey PRIMARY KEY (practice_id, submission, rule_id);
ALTER TABLE ONLY continuum.quality_rule
    ADD CONSTRAINT quality_rule_pkey PRIMARY KEY (rule_id);
ALTER TABLE ONLY continuum.quality_rule
    ADD CONSTRAINT quality_rule_rule_key UNIQUE (rule);
ALTER TABLE ONLY continuum.quotation
    ADD CONSTRAINT quotation_pkey PRIMARY KEY (quotation_id);
ALTER TABLE ONLY continuum.quotation
    ADD CONSTRAINT quotation_program_id_quotation_key UNIQUE (program_id, quotation);
ALTER TABLE ONLY continuum.ranking
    ADD CONSTRAINT ranking_pkey PRIMARY KEY (ranking_id);
ALTER TABLE ONLY continuum.ratio
    ADD CONSTRAINT ratio_pkey PRIMARY KEY (version_id, ratio);
ALTER TABLE ONLY continuum.recommendation_dependency
    ADD CONSTRAINT recommendation_dependency_pkey PRIMARY KEY (recommendation_id, requires_id);
ALTER TABLE ONLY continuum.recommendation_evidence
    ADD CONSTRAINT recommendation_evidence_pkey PRIMARY KEY (recommendation_id, "position");
ALTER TABLE ONLY continuum.recommendation
    ADD CONSTRAINT recommendation_pkey PRIMARY KEY (recommendation_id);
ALTER TABLE ONLY continuum.recommendation
    ADD CONSTRAINT recommendation_program_id_recommendation_id_key UNIQUE (program_id, recommendation_id);
ALTER TABLE ONLY continuum.recommendation
    ADD CONSTRAINT recommendation_program_id_recommendation_key UNIQUE (program_id, recommendation);
ALTER TABLE ONLY continuum.recommendation
    ADD CONSTRAINT recommendation_roundtable_id_recommendation_id_key UNIQUE (roundtable_id, recommendation_id);
ALTER TABLE ONLY continuum.recommendation_status
    ADD CONSTRAINT recommendation_status_pkey PRIMARY KEY (recommendation_id, changed_at);
ALTER TABLE ONLY continuum.roundtable_attendance
    ADD CONSTRAINT roundtable_attendance_pkey PRIMARY KEY (roundtable_id, stakeholder_group);
ALTER TABLE ONLY continuum.roundtable
    ADD CONSTRAINT roundtable_pkey PRIMARY KEY (roundtable_id);
ALTER TABLE ONLY continuum.roundtable
    ADD CONSTRAINT roundtable_program_id_roundtable_id_key UNIQUE (program_id, roundtable_id);
ALTER TABLE ONLY continuum.roundtable
    ADD CONSTRAINT roundtable_program_id_roundtable_key UNIQUE (program_id, roundtable);
ALTER TABLE ONLY continuum.roundtable_session
    ADD CONSTRAINT roundtable_session_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY continuum.roundtable_session
    ADD CONSTRAINT roundtable_session_program_id_session_id_key UNIQUE (program_id, session_id);
ALTER TABLE ONLY continuum.roundtable_session
    ADD CONSTRAINT roundtable_session_roundtable_id_session_id_key UNIQUE (roundtable_id, session_id);
ALTER TABLE ONLY continuum.roundtable_session
    ADD CONSTRAINT roundtable_session_roundtable_id_session_key UNIQUE (roundtable_id, session);
ALTER TABLE ONLY continuum.scale_level
    ADD CONSTRAINT scale_level_pkey PRIMARY KEY (scale_id, level);
ALTER TABLE ONLY continuum.scale_level
    ADD CONSTRAINT scale_level_scale_id_code_key UNIQUE (scale_id, code);
ALTER TABLE ONLY continuum.scale
    ADD CONSTRAINT scale_pkey PRIMARY KEY (scale_id);
ALTER TABLE ONLY continuum.scale
    ADD CONSTRAINT scale_scale_key UNIQUE (scale);
ALTER TABLE ONLY continuum.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);
ALTER TABLE ONLY continuum.score
    ADD CONSTRAINT score_pkey PRIMARY KEY (version_id, score);
ALTER TABLE ONLY continuum.session_attendance
    ADD CONSTRAINT session_attendance_pkey PRIMARY KEY (session_id, stakeholder_group);
ALTER TABLE ONLY continuum.sheet
    ADD CONSTRAINT sheet_pkey PRIMARY KEY (practice_id, wave_id, instrument_id);
ALTER TABLE ONLY continuum.source_participant
    ADD CONSTRAINT source_participant_pkey PRIMARY KEY (source_id, "position");
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (source_id);
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_program_id_source_id_key UNIQUE (program_id, source_id);
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_program_id_source_key UNIQUE (program_id, source);
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_submission_item_key UNIQUE (submission, item);
ALTER TABLE ONLY continuum.source_text
    ADD CONSTRAINT source_text_pkey PRIMARY KEY (source_id);
ALTER TABLE ONLY continuum.stakeholder_group
    ADD CONSTRAINT stakeholder_group_pkey PRIMARY KEY (stakeholder_group);
ALTER TABLE ONLY continuum.standing
    ADD CONSTRAINT standing_pkey PRIMARY KEY (program_id);
ALTER TABLE ONLY continuum.stratum
    ADD CONSTRAINT stratum_pkey PRIMARY KEY (stratum_id);
ALTER TABLE ONLY continuum.stratum
    ADD CONSTRAINT stratum_program_id_cohort_attributes_key UNIQUE NULLS NOT DISTINCT (program_id, cohort, attributes);
ALTER TABLE ONLY continuum.submission_comment
    ADD CONSTRAINT submission_comment_pkey PRIMARY KEY (practice_id, submission, revision, place);
ALTER TABLE ONLY continuum.submission_event
    ADD CONSTRAINT submission_event_pkey PRIMARY KEY (practice_id, submission, event_id);
ALTER TABLE ONLY continuum.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (practice_id, submission);
ALTER TABLE ONLY continuum.theme
    ADD CONSTRAINT theme_pkey PRIMARY KEY (theme);
ALTER TABLE ONLY continuum.token_revocation
    ADD CONSTRAINT token_revocation_pkey PRIMARY KEY (revocation_id);
ALTER TABLE ONLY continuum.transition
    ADD CONSTRAINT transition_pkey PRIMARY KEY (wave_id, version_id, from_wave_id, from_version_id, stratum_id);
ALTER TABLE ONLY continuum.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (vote_id);
ALTER TABLE ONLY continuum.wave_instrument
    ADD CONSTRAINT wave_instrument_pkey PRIMARY KEY (wave_id, version_id);
ALTER TABLE ONLY continuum.wave_pair
    ADD CONSTRAINT wave_pair_pkey PRIMARY KEY (from_wave_id, wave_id, instrument_id);
ALTER TABLE ONLY continuum.wave
    ADD CONSTRAINT wave_pkey PRIMARY KEY (wave_id);
ALTER TABLE ONLY continuum.wave
    ADD CONSTRAINT wave_program_id_wave_id_key UNIQUE (program_id, wave_id);
ALTER TABLE ONLY continuum.wave
    ADD CONSTRAINT wave_program_id_wave_key UNIQUE (program_id, wave);
ALTER TABLE ONLY continuum.wave_reopening
    ADD CONSTRAINT wave_reopening_pkey PRIMARY KEY (reopening_id);
CREATE INDEX audit_entry_actor_occurred_at_idx ON continuum.audit_entry USING btree (actor, occurred_at);
CREATE INDEX audit_entry_occurred_at_chain_entry_idx ON continuum.audit_entry USING btree (occurred_at, chain, entry);
CREATE INDEX audit_entry_practices_idx ON continuum.audit_entry USING gin (practices);
CREATE INDEX cell_totals ON continuum.cell USING btree (wave_id, version_id) WHERE (stratum_id = 0);
CREATE INDEX change_program_id_idx ON continuum.change USING btree (program_id) WHERE (kind = 3);
CREATE INDEX coding_code_id_idx ON continuum.coding USING btree (code_id);
CREATE INDEX coding_excerpt_id_idx ON continuum.coding USING btree (excerpt_id);
CREATE INDEX enrolment_program_id_practice_id_idx ON continuum.enrolment USING btree (program_id, practice_id);
CREATE INDEX excerpt_configuration_idx ON continuum.excerpt USING btree (configuration);
CREATE INDEX excerpt_program_id_idx ON continuum.excerpt USING btree (program_id);
CREATE INDEX excerpt_words_idx ON continuum.excerpt USING gin (words);
CREATE INDEX import_created_at_idx ON continuum.import USING btree (created_at) WHERE (state = 'receiving'::text);
CREATE INDEX import_program_id_sha256_idx ON continuum.import USING btree (program_id, sha256);
CREATE INDEX import_ready_at_idx ON continuum.import USING btree (ready_at) WHERE (state = 'queued'::text);
CREATE INDEX participant_program_id_practice_id_reporting_idx ON continuum.participant USING btree (program_id) INCLUDE (practice_id, reporting) WHERE enrolled;
CREATE INDEX practice_attribute_attribute_id_practice_id_valid_from_idx ON continuum.practice_attribute USING btree (attribute_id, practice_id, valid_from);
CREATE INDEX quality_rule_instrument_id_idx ON continuum.quality_rule USING btree (instrument_id) WHERE active;
CREATE INDEX quotation_excerpt_id_idx ON continuum.quotation USING btree (excerpt_id);
CREATE INDEX ranking_roundtable_id_method_idx ON continuum.ranking USING btree (roundtable_id, method);
CREATE INDEX recommendation_dependency_requires_id_idx ON continuum.recommendation_dependency USING btree (requires_id);
CREATE INDEX sheet_past_practice_id_wave_id_instrument_id_idx ON continuum.sheet_past USING btree (practice_id, wave_id, instrument_id);
CREATE INDEX sheet_past_wave_id_until_idx ON continuum.sheet_past USING btree (wave_id, until);
CREATE INDEX sheet_wave_id_instrument_id_idx ON continuum.sheet USING btree (wave_id, instrument_id);
CREATE UNIQUE INDEX submission_accepted ON continuum.submission USING btree (practice_id, wave_id, version_id, respondent) WHERE (status = 'accepted'::text);
CREATE INDEX submission_changed ON continuum.submission USING btree (changed_in, submission);
CREATE UNIQUE INDEX submission_pending ON continuum.submission USING btree (practice_id, wave_id, version_id, respondent) WHERE (status = ANY (ARRAY['draft'::text, 'submitted'::text, 'returned'::text]));
CREATE INDEX submission_program_id_accepted_at_idx ON continuum.submission USING btree (program_id, accepted_at);
CREATE INDEX submission_program_id_submission_idx ON continuum.submission USING btree (program_id, submission);
CREATE INDEX submission_submission_idx ON continuum.submission USING btree (submission);
CREATE INDEX submission_wave_id_version_id_idx ON continuum.submission USING btree (wave_id, version_id) WHERE (status = 'accepted'::text);
CREATE INDEX submission_wave_id_version_id_idx1 ON continuum.submission USING btree (wave_id, version_id) WHERE (status = 'submitted'::text);
CREATE INDEX token_revocation_issuer_subject_idx ON continuum.token_revocation USING btree (issuer, subject);
CREATE INDEX token_revocation_issuer_token_idx ON continuum.token_revocation USING btree (issuer, token);
CREATE INDEX transition_totals ON continuum.transition USING btree (wave_id, version_id) WHERE (stratum_id = 0);
CREATE INDEX vote_roundtable_id_stakeholder_group_idx ON continuum.vote USING btree (roundtable_id, stakeholder_group);
CREATE INDEX wave_pair_wave_id_instrument_id_idx ON continuum.wave_pair USING btree (wave_id, instrument_id);
CREATE INDEX wave_reopening_wave_id_idx ON continuum.wave_reopening USING btree (wave_id);
CREATE TRIGGER attribute_placed_delete AFTER DELETE ON continuum.attribute REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.attribute_placed();
CREATE TRIGGER attribute_placed_delete AFTER DELETE ON continuum.attribute_rule REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.attribute_placed();
CREATE TRIGGER attribute_placed_insert AFTER INSERT ON continuum.attribute REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.attribute_placed();
CREATE TRIGGER attribute_placed_insert AFTER INSERT ON continuum.attribute_rule REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.attribute_placed();
CREATE TRIGGER attribute_placed_update AFTER UPDATE ON continuum.attribute REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.attribute_placed();
CREATE TRIGGER attribute_placed_update AFTER UPDATE ON continuum.attribute_rule REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.attribute_placed();
CREATE TRIGGER change_folded AFTER DELETE ON continuum.change REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_folded();
CREATE TRIGGER change_forgotten BEFORE TRUNCATE ON continuum.change FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_folded();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.attribute REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.attribute_rule REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.attribute_value REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.coded_source REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.endorsement REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.enrolment REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.finding REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.instrument_version REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.mention REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.missing_reason REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.policy_area REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.policy_level REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.practice REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.practice_attribute REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.program REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.recommendation REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.recommendation_evidence REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.recommendation_status REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.roundtable REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.roundtable_attendance REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.stakeholder_group REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.theme REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.token_revocation REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.wave REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_delete AFTER DELETE ON continuum.wave_instrument REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.attribute REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.attribute_rule REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.attribute_value REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.coded_source REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.endorsement REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.enrolment REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.finding REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.instrument_version REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.mention REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.missing_reason REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.policy_area REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.policy_level REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.practice REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.practice_attribute REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.program REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.recommendation REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.recommendation_evidence REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.recommendation_status REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.roundtable REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.roundtable_attendance REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.stakeholder_group REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.theme REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.token_revocation REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.wave REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_insert AFTER INSERT ON continuum.wave_instrument REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.api_key REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.attribute REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.attribute_rule REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.attribute_value REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.coded_source REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.endorsement REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.enrolment REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.finding REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.instrument_version REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.mention REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.missing_reason REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.policy_area REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.policy_level REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.practice REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.practice_attribute REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.program REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.recommendation REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.recommendation_evidence REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.recommendation_status REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.roundtable REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.roundtable_attendance REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.stakeholder_group REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.theme REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.token_revocation REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.wave REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER change_noted_update AFTER UPDATE ON continuum.wave_instrument REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.change_noted();
CREATE TRIGGER enrolment_placed_delete AFTER DELETE ON continuum.enrolment REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.enrolment_placed();
CREATE TRIGGER enrolment_placed_insert AFTER INSERT ON continuum.enrolment REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.enrolment_placed();
CREATE TRIGGER enrolment_placed_update AFTER UPDATE ON continuum.enrolment REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.enrolment_placed();
CREATE TRIGGER evidence_placed BEFORE INSERT ON continuum.recommendation_evidence FOR EACH ROW EXECUTE FUNCTION continuum.evidence_placed();
CREATE TRIGGER pass_counted AFTER UPDATE OF released_at ON continuum.pass FOR EACH ROW WHEN ((new.released_at IS NOT NULL)) EXECUTE FUNCTION continuum.pass_counted();
CREATE TRIGGER practice_attribute_placed_delete AFTER DELETE ON continuum.practice_attribute REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.practice_attribute_placed();
CREATE TRIGGER practice_attribute_placed_insert AFTER INSERT ON continuum.practice_attribute REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.practice_attribute_placed();
CREATE TRIGGER practice_attribute_placed_update AFTER UPDATE ON continuum.practice_attribute REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.practice_attribute_placed();
CREATE TRIGGER recommendation_waits AFTER INSERT ON continuum.recommendation_dependency FOR EACH ROW EXECUTE FUNCTION continuum.recommendation_waits();
CREATE TRIGGER submission_admitted_insert AFTER INSERT ON continuum.submission REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.submission_admitted();
CREATE TRIGGER submission_admitted_update AFTER UPDATE ON continuum.submission REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.submission_admitted();
CREATE TRIGGER submission_changes BEFORE UPDATE ON continuum.submission FOR EACH ROW EXECUTE FUNCTION continuum.submission_changes();
CREATE TRIGGER submission_heard_delete AFTER DELETE ON continuum.submission REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.submission_heard();
CREATE TRIGGER submission_heard_insert AFTER INSERT ON continuum.submission REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.submission_heard();
CREATE TRIGGER submission_heard_update AFTER UPDATE ON continuum.submission REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.submission_heard();
CREATE TRIGGER submission_noted_insert AFTER INSERT ON continuum.submission REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.submission_noted();
CREATE TRIGGER submission_noted_update AFTER UPDATE ON continuum.submission REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.submission_noted();
CREATE TRIGGER wave_placed_delete AFTER DELETE ON continuum.wave_instrument REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION continuum.wave_placed();
CREATE TRIGGER wave_placed_insert AFTER INSERT ON continuum.wave_instrument REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.wave_placed();
CREATE TRIGGER wave_placed_update AFTER UPDATE ON continuum.wave REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.wave_placed();
CREATE TRIGGER wave_placed_update AFTER UPDATE ON continuum.wave_instrument REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION continuum.wave_placed();
ALTER TABLE ONLY continuum.api_key
    ADD CONSTRAINT api_key_replaces_fkey FOREIGN KEY (replaces) REFERENCES continuum.api_key(key_id);
ALTER TABLE ONLY continuum.attribute_rule
    ADD CONSTRAINT attribute_rule_attribute_id_fkey FOREIGN KEY (attribute_id) REFERENCES continuum.attribute(attribute_id);
ALTER TABLE ONLY continuum.attribute_rule
    ADD CONSTRAINT attribute_rule_attribute_id_value_fkey FOREIGN KEY (attribute_id, value) REFERENCES continuum.attribute_value(attribute_id, value);
ALTER TABLE ONLY continuum.attribute
    ADD CONSTRAINT attribute_source_id_fkey FOREIGN KEY (source_id) REFERENCES continuum.attribute(attribute_id);
ALTER TABLE ONLY continuum.attribute_value
    ADD CONSTRAINT attribute_value_attribute_id_fkey FOREIGN KEY (attribute_id) REFERENCES continuum.attribute(attribute_id);
ALTER TABLE ONLY continuum.audit_entry
    ADD CONSTRAINT audit_entry_chain_fkey FOREIGN KEY (chain) REFERENCES continuum.audit_chain(chain);
ALTER TABLE ONLY continuum.code_origin
    ADD CONSTRAINT code_origin_from_version_id_from_code_fkey FOREIGN KEY (from_version_id, from_code) REFERENCES continuum.code(version_id, code);
ALTER TABLE ONLY continuum.code_origin
    ADD CONSTRAINT code_origin_version_id_code_fkey FOREIGN KEY (version_id, code) REFERENCES continuum.code(version_id, code);
ALTER TABLE ONLY continuum.code
    ADD CONSTRAINT code_theme_fkey FOREIGN KEY (theme) REFERENCES continuum.theme(theme);
ALTER TABLE ONLY continuum.code
    ADD CONSTRAINT code_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.codebook_version(version_id);
ALTER TABLE ONLY continuum.code
    ADD CONSTRAINT code_version_id_parent_fkey FOREIGN KEY (version_id, parent) REFERENCES continuum.code(version_id, code);
ALTER TABLE ONLY continuum.codebook_version
    ADD CONSTRAINT codebook_version_codebook_id_fkey FOREIGN KEY (codebook_id) REFERENCES continuum.codebook(codebook_id);
ALTER TABLE ONLY continuum.codebook_version
    ADD CONSTRAINT codebook_version_follows_id_fkey FOREIGN KEY (follows_id) REFERENCES continuum.codebook_version(version_id);
ALTER TABLE ONLY continuum.coded_source
    ADD CONSTRAINT coded_source_practice_id_program_id_fkey FOREIGN KEY (practice_id, program_id) REFERENCES continuum.enrolment(practice_id, program_id);
ALTER TABLE ONLY continuum.coded_source
    ADD CONSTRAINT coded_source_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.coded_source
    ADD CONSTRAINT coded_source_program_id_pass_id_fkey FOREIGN KEY (program_id, pass_id) REFERENCES continuum.pass(program_id, pass_id);
ALTER TABLE ONLY continuum.coded_source
    ADD CONSTRAINT coded_source_program_id_source_id_fkey FOREIGN KEY (program_id, source_id) REFERENCES continuum.source(program_id, source_id);
ALTER TABLE ONLY continuum.coding
    ADD CONSTRAINT coding_code_id_fkey FOREIGN KEY (code_id) REFERENCES continuum.code(code_id);
ALTER TABLE ONLY continuum.coding
    ADD CONSTRAINT coding_practice_id_program_id_fkey FOREIGN KEY (practice_id, program_id) REFERENCES continuum.enrolment(practice_id, program_id);
ALTER TABLE ONLY continuum.coding
    ADD CONSTRAINT coding_program_id_excerpt_id_fkey FOREIGN KEY (program_id, excerpt_id) REFERENCES continuum.excerpt(program_id, excerpt_id);
ALTER TABLE ONLY continuum.coding
    ADD CONSTRAINT coding_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.coding
    ADD CONSTRAINT coding_program_id_pass_id_coder_id_fkey FOREIGN KEY (program_id, pass_id, coder_id) REFERENCES continuum.pass_coder(program_id, pass_id, coder_id);
ALTER TABLE ONLY continuum.endorsement
    ADD CONSTRAINT endorsement_program_id_finding_id_fkey FOREIGN KEY (program_id, finding_id) REFERENCES continuum.finding(program_id, finding_id);
ALTER TABLE ONLY continuum.endorsement
    ADD CONSTRAINT endorsement_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.endorsement
    ADD CONSTRAINT endorsement_stakeholder_group_fkey FOREIGN KEY (stakeholder_group) REFERENCES continuum.stakeholder_group(stakeholder_group);
ALTER TABLE ONLY continuum.enrolment
    ADD CONSTRAINT enrolment_practice_id_fkey FOREIGN KEY (practice_id) REFERENCES continuum.practice(practice_id);
ALTER TABLE ONLY continuum.enrolment
    ADD CONSTRAINT enrolment_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.excerpt
    ADD CONSTRAINT excerpt_practice_id_program_id_fkey FOREIGN KEY (practice_id, program_id) REFERENCES continuum.enrolment(practice_id, program_id);
ALTER TABLE ONLY continuum.excerpt
    ADD CONSTRAINT excerpt_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.excerpt
    ADD CONSTRAINT excerpt_program_id_source_id_fkey FOREIGN KEY (program_id, source_id) REFERENCES continuum.source(program_id, source_id);
ALTER TABLE ONLY continuum.finding_code
    ADD CONSTRAINT finding_code_code_id_fkey FOREIGN KEY (code_id) REFERENCES continuum.code(code_id);
ALTER TABLE ONLY continuum.finding_code
    ADD CONSTRAINT finding_code_program_id_finding_id_fkey FOREIGN KEY (program_id, finding_id) REFERENCES continuum.finding(program_id, finding_id);
ALTER TABLE ONLY continuum.finding_code
    ADD CONSTRAINT finding_code_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.finding
    ADD CONSTRAINT finding_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.finding
    ADD CONSTRAINT finding_program_id_roundtable_id_fkey FOREIGN KEY (program_id, roundtable_id) REFERENCES continuum.roundtable(program_id, roundtable_id);
ALTER TABLE ONLY continuum.finding_quote
    ADD CONSTRAINT finding_quote_program_id_excerpt_id_fkey FOREIGN KEY (program_id, excerpt_id) REFERENCES continuum.excerpt(program_id, excerpt_id);
ALTER TABLE ONLY continuum.finding_quote
    ADD CONSTRAINT finding_quote_program_id_finding_id_fkey FOREIGN KEY (program_id, finding_id) REFERENCES continuum.finding(program_id, finding_id);
ALTER TABLE ONLY continuum.finding_quote
    ADD CONSTRAINT finding_quote_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.finding
    ADD CONSTRAINT finding_roundtable_id_session_id_fkey FOREIGN KEY (roundtable_id, session_id) REFERENCES continuum.roundtable_session(roundtable_id, session_id);
ALTER TABLE ONLY continuum.finding
    ADD CONSTRAINT finding_theme_fkey FOREIGN KEY (theme) REFERENCES continuum.theme(theme);
ALTER TABLE ONLY continuum.import
    ADD CONSTRAINT import_mapping_id_fkey FOREIGN KEY (mapping_id) REFERENCES continuum.import_mapping(mapping_id);
ALTER TABLE ONLY continuum.import_mapping
    ADD CONSTRAINT import_mapping_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.import_mapping
    ADD CONSTRAINT import_mapping_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.instrument_version(version_id);
ALTER TABLE ONLY continuum.import_part
    ADD CONSTRAINT import_part_import_id_fkey FOREIGN KEY (import_id) REFERENCES continuum.import(import_id) ON DELETE CASCADE;
ALTER TABLE ONLY continuum.import
    ADD CONSTRAINT import_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.import_work
    ADD CONSTRAINT import_work_import_id_fkey FOREIGN KEY (import_id) REFERENCES continuum.import(import_id) ON DELETE CASCADE;
ALTER TABLE ONLY continuum.instrument_domain
    ADD CONSTRAINT instrument_domain_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.instrument_version(version_id);
ALTER TABLE ONLY continuum.instrument_version
    ADD CONSTRAINT instrument_version_instrument_id_fkey FOREIGN KEY (instrument_id) REFERENCES continuum.instrument(instrument_id);
ALTER TABLE ONLY continuum.item
    ADD CONSTRAINT item_scale_id_fkey FOREIGN KEY (scale_id) REFERENCES continuum.scale(scale_id);
ALTER TABLE ONLY continuum.item
    ADD CONSTRAINT item_version_id_domain_fkey FOREIGN KEY (version_id, domain) REFERENCES continuum.instrument_domain(version_id, domain);
ALTER TABLE ONLY continuum.item
    ADD CONSTRAINT item_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.instrument_version(version_id);
ALTER TABLE ONLY continuum.mention
    ADD CONSTRAINT mention_code_id_fkey FOREIGN KEY (code_id) REFERENCES continuum.code(code_id);
ALTER TABLE ONLY continuum.mention
    ADD CONSTRAINT mention_pass_id_source_id_fkey FOREIGN KEY (pass_id, source_id) REFERENCES continuum.coded_source(pass_id, source_id);
ALTER TABLE ONLY continuum.mention
    ADD CONSTRAINT mention_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.pass_coder
    ADD CONSTRAINT pass_coder_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.pass_coder
    ADD CONSTRAINT pass_coder_program_id_pass_id_fkey FOREIGN KEY (program_id, pass_id) REFERENCES continuum.pass(program_id, pass_id);
ALTER TABLE ONLY continuum.pass
    ADD CONSTRAINT pass_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.pass
    ADD CONSTRAINT pass_program_id_reconciles_id_fkey FOREIGN KEY (program_id, reconciles_id) REFERENCES continuum.pass(program_id, pass_id);
ALTER TABLE ONLY continuum.pass
    ADD CONSTRAINT pass_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.codebook_version(version_id);
ALTER TABLE ONLY continuum.practice_attribute
    ADD CONSTRAINT practice_attribute_attribute_id_fkey FOREIGN KEY (attribute_id) REFERENCES continuum.attribute(attribute_id);
ALTER TABLE ONLY continuum.practice_attribute
    ADD CONSTRAINT practice_attribute_practice_id_fkey FOREIGN KEY (practice_id) REFERENCES continuum.practice(practice_id);
ALTER TABLE ONLY continuum.quality_acknowledgement
    ADD CONSTRAINT quality_acknowledgement_practice_id_submission_fkey FOREIGN KEY (practice_id, submission) REFERENCES continuum.submission(practice_id, submission);
ALTER TABLE ONLY continuum.quality_acknowledgement
    ADD CONSTRAINT quality_acknowledgement_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES continuum.quality_rule(rule_id);
ALTER TABLE ONLY continuum.quality_rule
    ADD CONSTRAINT quality_rule_instrument_id_fkey FOREIGN KEY (instrument_id) REFERENCES continuum.instrument(instrument_id);
ALTER TABLE ONLY continuum.quality_rule
    ADD CONSTRAINT quality_rule_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.instrument_version(version_id);
ALTER TABLE ONLY continuum.quotation
    ADD CONSTRAINT quotation_practice_id_program_id_fkey FOREIGN KEY (practice_id, program_id) REFERENCES continuum.enrolment(practice_id, program_id);
ALTER TABLE ONLY continuum.quotation
    ADD CONSTRAINT quotation_program_id_excerpt_id_fkey FOREIGN KEY (program_id, excerpt_id) REFERENCES continuum.excerpt(program_id, excerpt_id);
ALTER TABLE ONLY continuum.quotation
    ADD CONSTRAINT quotation_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.ranking
    ADD CONSTRAINT ranking_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.ranking
    ADD CONSTRAINT ranking_program_id_roundtable_id_fkey FOREIGN KEY (program_id, roundtable_id) REFERENCES continuum.roundtable(program_id, roundtable_id);
ALTER TABLE ONLY continuum.ranking
    ADD CONSTRAINT ranking_roundtable_id_stakeholder_group_fkey FOREIGN KEY (roundtable_id, stakeholder_group) REFERENCES continuum.roundtable_attendance(roundtable_id, stakeholder_group);
ALTER TABLE ONLY continuum.ratio
    ADD CONSTRAINT ratio_version_id_denominator_item_fkey FOREIGN KEY (version_id, denominator_item) REFERENCES continuum.item(version_id, item);
ALTER TABLE ONLY continuum.ratio
    ADD CONSTRAINT ratio_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.instrument_version(version_id);
ALTER TABLE ONLY continuum.ratio
    ADD CONSTRAINT ratio_version_id_numerator_item_fkey FOREIGN KEY (version_id, numerator_item) REFERENCES continuum.item(version_id, item);
ALTER TABLE ONLY continuum.recommendation_dependency
    ADD CONSTRAINT recommendation_dependency_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.recommendation_dependency
    ADD CONSTRAINT recommendation_dependency_program_id_recommendation_id_fkey FOREIGN KEY (program_id, recommendation_id) REFERENCES continuum.recommendation(program_id, recommendation_id);
ALTER TABLE ONLY continuum.recommendation_dependency
    ADD CONSTRAINT recommendation_dependency_program_id_requires_id_fkey FOREIGN KEY (program_id, requires_id) REFERENCES continuum.recommendation(program_id, recommendation_id);
ALTER TABLE ONLY continuum.recommendation_evidence
    ADD CONSTRAINT recommendation_evidence_code_id_fkey FOREIGN KEY (code_id) REFERENCES continuum.code(code_id);
ALTER TABLE ONLY continuum.recommendation_evidence
    ADD CONSTRAINT recommendation_evidence_program_id_excerpt_id_fkey FOREIGN KEY (program_id, excerpt_id) REFERENCES continuum.excerpt(program_id, excerpt_id);
ALTER TABLE ONLY continuum.recommendation_evidence
    ADD CONSTRAINT recommendation_evidence_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.recommendation_evidence
    ADD CONSTRAINT recommendation_evidence_program_id_recommendation_id_fkey FOREIGN KEY (program_id, recommendation_id) REFERENCES continuum.recommendation(program_id, recommendation_id);
ALTER TABLE ONLY continuum.recommendation
    ADD CONSTRAINT recommendation_policy_area_fkey FOREIGN KEY (policy_area) REFERENCES continuum.policy_area(policy_area);
ALTER TABLE ONLY continuum.recommendation
    ADD CONSTRAINT recommendation_policy_level_fkey FOREIGN KEY (policy_level) REFERENCES continuum.policy_level(policy_level);
ALTER TABLE ONLY continuum.recommendation
    ADD CONSTRAINT recommendation_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.recommendation
    ADD CONSTRAINT recommendation_program_id_roundtable_id_fkey FOREIGN KEY (program_id, roundtable_id) REFERENCES continuum.roundtable(program_id, roundtable_id);
ALTER TABLE ONLY continuum.recommendation_status
    ADD CONSTRAINT recommendation_status_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.recommendation_status
    ADD CONSTRAINT recommendation_status_program_id_recommendation_id_fkey FOREIGN KEY (program_id, recommendation_id) REFERENCES continuum.recommendation(program_id, recommendation_id);
ALTER TABLE ONLY continuum.roundtable_attendance
    ADD CONSTRAINT roundtable_attendance_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.roundtable_attendance
    ADD CONSTRAINT roundtable_attendance_program_id_roundtable_id_fkey FOREIGN KEY (program_id, roundtable_id) REFERENCES continuum.roundtable(program_id, roundtable_id);
ALTER TABLE ONLY continuum.roundtable_attendance
    ADD CONSTRAINT roundtable_attendance_stakeholder_group_fkey FOREIGN KEY (stakeholder_group) REFERENCES continuum.stakeholder_group(stakeholder_group);
ALTER TABLE ONLY continuum.roundtable
    ADD CONSTRAINT roundtable_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.roundtable_session
    ADD CONSTRAINT roundtable_session_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.roundtable_session
    ADD CONSTRAINT roundtable_session_program_id_roundtable_id_fkey FOREIGN KEY (program_id, roundtable_id) REFERENCES continuum.roundtable(program_id, roundtable_id);
ALTER TABLE ONLY continuum.scale_level
    ADD CONSTRAINT scale_level_scale_id_fkey FOREIGN KEY (scale_id) REFERENCES continuum.scale(scale_id);
ALTER TABLE ONLY continuum.score
    ADD CONSTRAINT score_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.instrument_version(version_id);
ALTER TABLE ONLY continuum.session_attendance
    ADD CONSTRAINT session_attendance_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.session_attendance
    ADD CONSTRAINT session_attendance_program_id_session_id_fkey FOREIGN KEY (program_id, session_id) REFERENCES continuum.roundtable_session(program_id, session_id);
ALTER TABLE ONLY continuum.session_attendance
    ADD CONSTRAINT session_attendance_stakeholder_group_fkey FOREIGN KEY (stakeholder_group) REFERENCES continuum.stakeholder_group(stakeholder_group);
ALTER TABLE ONLY continuum.sheet
    ADD CONSTRAINT sheet_stratum_id_fkey FOREIGN KEY (stratum_id) REFERENCES continuum.stratum(stratum_id);
ALTER TABLE ONLY continuum.source_participant
    ADD CONSTRAINT source_participant_practice_id_program_id_fkey FOREIGN KEY (practice_id, program_id) REFERENCES continuum.enrolment(practice_id, program_id);
ALTER TABLE ONLY continuum.source_participant
    ADD CONSTRAINT source_participant_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.source_participant
    ADD CONSTRAINT source_participant_program_id_source_id_fkey FOREIGN KEY (program_id, source_id) REFERENCES continuum.source(program_id, source_id);
ALTER TABLE ONLY continuum.source_participant
    ADD CONSTRAINT source_participant_stakeholder_group_fkey FOREIGN KEY (stakeholder_group) REFERENCES continuum.stakeholder_group(stakeholder_group);
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_practice_id_fkey FOREIGN KEY (practice_id) REFERENCES continuum.practice(practice_id);
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_practice_id_program_id_fkey FOREIGN KEY (practice_id, program_id) REFERENCES continuum.enrolment(practice_id, program_id);
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_program_id_roundtable_id_fkey FOREIGN KEY (program_id, roundtable_id) REFERENCES continuum.roundtable(program_id, roundtable_id);
ALTER TABLE ONLY continuum.source
    ADD CONSTRAINT source_program_id_wave_id_fkey FOREIGN KEY (program_id, wave_id) REFERENCES continuum.wave(program_id, wave_id);
ALTER TABLE ONLY continuum.source_text
    ADD CONSTRAINT source_text_practice_id_program_id_fkey FOREIGN KEY (practice_id, program_id) REFERENCES continuum.enrolment(practice_id, program_id);
ALTER TABLE ONLY continuum.source_text
    ADD CONSTRAINT source_text_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.source_text
    ADD CONSTRAINT source_text_program_id_source_id_fkey FOREIGN KEY (program_id, source_id) REFERENCES continuum.source(program_id, source_id);
ALTER TABLE ONLY continuum.stratum
    ADD CONSTRAINT stratum_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.submission_comment
    ADD CONSTRAINT submission_comment_practice_id_submission_fkey FOREIGN KEY (practice_id, submission) REFERENCES continuum.submission(practice_id, submission);
ALTER TABLE ONLY continuum.submission
    ADD CONSTRAINT submission_practice_id_program_id_fkey FOREIGN KEY (practice_id, program_id) REFERENCES continuum.enrolment(practice_id, program_id);
ALTER TABLE ONLY continuum.submission
    ADD CONSTRAINT submission_program_id_wave_id_fkey FOREIGN KEY (program_id, wave_id) REFERENCES continuum.wave(program_id, wave_id);
ALTER TABLE ONLY continuum.submission
    ADD CONSTRAINT submission_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.instrument_version(version_id);
ALTER TABLE ONLY continuum.vote
    ADD CONSTRAINT vote_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.vote
    ADD CONSTRAINT vote_program_id_roundtable_id_fkey FOREIGN KEY (program_id, roundtable_id) REFERENCES continuum.roundtable(program_id, roundtable_id);
ALTER TABLE ONLY continuum.vote
    ADD CONSTRAINT vote_roundtable_id_finding_id_fkey FOREIGN KEY (roundtable_id, finding_id) REFERENCES continuum.finding(roundtable_id, finding_id);
ALTER TABLE ONLY continuum.vote
    ADD CONSTRAINT vote_roundtable_id_recommendation_id_fkey FOREIGN KEY (roundtable_id, recommendation_id) REFERENCES continuum.recommendation(roundtable_id, recommendation_id);
ALTER TABLE ONLY continuum.vote
    ADD CONSTRAINT vote_roundtable_id_stakeholder_group_fkey FOREIGN KEY (roundtable_id, stakeholder_group) REFERENCES continuum.roundtable_attendance(roundtable_id, stakeholder_group);
ALTER TABLE ONLY continuum.wave_instrument
    ADD CONSTRAINT wave_instrument_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.wave_instrument
    ADD CONSTRAINT wave_instrument_program_id_wave_id_fkey FOREIGN KEY (program_id, wave_id) REFERENCES continuum.wave(program_id, wave_id);
ALTER TABLE ONLY continuum.wave_instrument
    ADD CONSTRAINT wave_instrument_version_id_fkey FOREIGN KEY (version_id) REFERENCES continuum.instrument_version(version_id);
ALTER TABLE ONLY continuum.wave
    ADD CONSTRAINT wave_program_id_fkey FOREIGN KEY (program_id) REFERENCES continuum.program(program_id);
ALTER TABLE ONLY continuum.wave_reopening
    ADD CONSTRAINT wave_reopening_program_id_wave_id_fkey FOREIGN KEY (program_id, wave_id) REFERENCES continuum.wave(program_id, wave_id);
ALTER TABLE continuum.api_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY api_key_insert ON continuum.api_key FOR INSERT WITH CHECK ((( SELECT continuum.holds('keys:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs) AND ((scopes IS NULL) OR (scopes <@ continuum.limit_list('scopes'::text)))));
CREATE POLICY api_key_presented ON continuum.api_key FOR SELECT USING (((key_id = current_setting('continuum.key'::text, true)) OR (( SELECT continuum.holds_any('{keys:read,keys:write}'::text[]) AS holds_any) AND ( SELECT continuum.all_programs() AS all_programs))));
CREATE POLICY api_key_update ON continuum.api_key FOR UPDATE USING ((( SELECT continuum.holds('keys:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs) AND (revoked_at IS NULL))) WITH CHECK (true);
ALTER TABLE continuum.attribute ENABLE ROW LEVEL SECURITY;
CREATE POLICY attribute_insert ON continuum.attribute FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY attribute_read ON continuum.attribute FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.attribute_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY attribute_rule_insert ON continuum.attribute_rule FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY attribute_rule_read ON continuum.attribute_rule FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.attribute_value ENABLE ROW LEVEL SECURITY;
CREATE POLICY attribute_value_insert ON continuum.attribute_value FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY attribute_value_read ON continuum.attribute_value FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.audit_chain ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_chain_read ON continuum.audit_chain FOR SELECT TO continuum_service USING ((( SELECT continuum.holds('audit:read'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
ALTER TABLE continuum.audit_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_entry_read ON continuum.audit_entry FOR SELECT TO continuum_service USING ((( SELECT continuum.holds('audit:read'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
ALTER TABLE continuum.billing_code ENABLE ROW LEVEL SECURITY;
CREATE POLICY billing_code_read ON continuum.billing_code FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.caller_usage ENABLE ROW LEVEL SECURITY;
CREATE POLICY caller_usage_read ON continuum.caller_usage FOR SELECT TO continuum_service USING (((caller = ( SELECT continuum.actor() AS actor)) OR (( SELECT continuum.holds_any('{audit:read,keys:read}'::text[]) AS holds_any) AND ( SELECT continuum.all_programs() AS all_programs))));
ALTER TABLE continuum.cell ENABLE ROW LEVEL SECURITY;
CREATE POLICY cell_read ON continuum.cell FOR SELECT USING ((( SELECT continuum.all_practices() AS all_practices) AND (program_id IS NOT NULL) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY cell_scope ON continuum.cell AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.cell_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE continuum.change ENABLE ROW LEVEL SECURITY;
CREATE POLICY change_read ON continuum.change FOR SELECT USING ((( SELECT continuum.all_practices() AS all_practices) AND (program_id IS NOT NULL) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY change_scope ON continuum.change AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.code ENABLE ROW LEVEL SECURITY;
CREATE POLICY code_insert ON continuum.code FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
ALTER TABLE continuum.code_origin ENABLE ROW LEVEL SECURITY;
CREATE POLICY code_origin_insert ON continuum.code_origin FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY code_origin_read ON continuum.code_origin FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
CREATE POLICY code_read ON continuum.code FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.codebook ENABLE ROW LEVEL SECURITY;
CREATE POLICY codebook_insert ON continuum.codebook FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY codebook_read ON continuum.codebook FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.codebook_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY codebook_version_insert ON continuum.codebook_version FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY codebook_version_read ON continuum.codebook_version FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
CREATE POLICY codebook_version_update ON continuum.codebook_version FOR UPDATE TO continuum_service USING ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs) AND (published_at IS NULL))) WITH CHECK ((published_at IS NOT NULL));
ALTER TABLE continuum.coded_source ENABLE ROW LEVEL SECURITY;
CREATE POLICY coded_source_practice ON continuum.coded_source AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY coded_source_read ON continuum.coded_source FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY coded_source_scope ON continuum.coded_source AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
ALTER TABLE continuum.coding ENABLE ROW LEVEL SECURITY;
CREATE POLICY coding_blind ON continuum.coding AS RESTRICTIVE FOR SELECT TO continuum_service USING (((pass_id = ANY (( SELECT continuum.open_passes() AS open_passes)::integer[])) OR (coder_id = ANY (( SELECT continuum.own_coders() AS own_coders)::integer[]))));
CREATE POLICY coding_delete ON continuum.coding FOR DELETE USING ((( SELECT continuum.holds('codings:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY coding_insert ON continuum.coding FOR INSERT WITH CHECK ((( SELECT continuum.holds('codings:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY coding_own ON continuum.coding AS RESTRICTIVE FOR INSERT TO continuum_service WITH CHECK ((coder_id = ANY (( SELECT continuum.writing_coders() AS writing_coders)::integer[])));
CREATE POLICY coding_own_delete ON continuum.coding AS RESTRICTIVE FOR DELETE TO continuum_service USING ((coder_id = ANY (( SELECT continuum.writing_coders() AS writing_coders)::integer[])));
CREATE POLICY coding_own_update ON continuum.coding AS RESTRICTIVE FOR UPDATE TO continuum_service USING ((coder_id = ANY (( SELECT continuum.writing_coders() AS writing_coders)::integer[])));
CREATE POLICY coding_practice ON continuum.coding AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY coding_read ON continuum.coding FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY coding_scope ON continuum.coding AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY coding_update ON continuum.coding FOR UPDATE USING ((( SELECT continuum.holds('codings:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.endorsement ENABLE ROW LEVEL SECURITY;
CREATE POLICY endorsement_delete ON continuum.endorsement FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY endorsement_insert ON continuum.endorsement FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY endorsement_read ON continuum.endorsement FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY endorsement_scope ON continuum.endorsement AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY endorsement_update ON continuum.endorsement FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.enrolment ENABLE ROW LEVEL SECURITY;
CREATE POLICY enrolment_delete ON continuum.enrolment FOR DELETE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY enrolment_insert ON continuum.enrolment FOR INSERT WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY enrolment_practice ON continuum.enrolment AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY enrolment_read ON continuum.enrolment FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY enrolment_scope ON continuum.enrolment AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,roundtables:read,roundtables:write,sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY enrolment_seen ON continuum.enrolment AS RESTRICTIVE FOR INSERT WITH CHECK ((( SELECT continuum.all_programs() AS all_programs) OR (practice_id IN ( SELECT continuum.visible_practices() AS visible_practices))));
CREATE POLICY enrolment_update ON continuum.enrolment FOR UPDATE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.excerpt ENABLE ROW LEVEL SECURITY;
CREATE POLICY excerpt_consent ON continuum.excerpt AS RESTRICTIVE FOR SELECT TO continuum_service USING (((consent = ANY (ARRAY['deidentified'::text, 'attributed'::text])) OR ( SELECT continuum.holds_any('{sources:write,codings:write,codings:lead}'::text[]) AS holds_any)));
CREATE POLICY excerpt_delete ON continuum.excerpt FOR DELETE USING ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY excerpt_insert ON continuum.excerpt FOR INSERT WITH CHECK ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY excerpt_practice ON continuum.excerpt AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY excerpt_read ON continuum.excerpt FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY excerpt_scope ON continuum.excerpt AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY excerpt_update ON continuum.excerpt FOR UPDATE USING ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.finding ENABLE ROW LEVEL SECURITY;
ALTER TABLE continuum.finding_code ENABLE ROW LEVEL SECURITY;
CREATE POLICY finding_code_delete ON continuum.finding_code FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY finding_code_insert ON continuum.finding_code FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY finding_code_read ON continuum.finding_code FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY finding_code_scope ON continuum.finding_code AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY finding_code_update ON continuum.finding_code FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY finding_delete ON continuum.finding FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY finding_insert ON continuum.finding FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.finding_quote ENABLE ROW LEVEL SECURITY;
CREATE POLICY finding_quote_delete ON continuum.finding_quote FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY finding_quote_insert ON continuum.finding_quote FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY finding_quote_read ON continuum.finding_quote FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY finding_quote_scope ON continuum.finding_quote AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY finding_quote_update ON continuum.finding_quote FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY finding_read ON continuum.finding FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY finding_scope ON continuum.finding AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY finding_update ON continuum.finding FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.import ENABLE ROW LEVEL SECURITY;
CREATE POLICY import_delete ON continuum.import FOR DELETE USING ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY import_insert ON continuum.import FOR INSERT WITH CHECK ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.import_mapping ENABLE ROW LEVEL SECURITY;
CREATE POLICY import_mapping_delete ON continuum.import_mapping FOR DELETE USING ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY import_mapping_insert ON continuum.import_mapping FOR INSERT WITH CHECK ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY import_mapping_own ON continuum.import_mapping AS RESTRICTIVE FOR SELECT TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (created_by = ( SELECT continuum.actor() AS actor))));
CREATE POLICY import_mapping_read ON continuum.import_mapping FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY import_mapping_scope ON continuum.import_mapping AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write}'::text[]) AS holds_any));
CREATE POLICY import_mapping_update ON continuum.import_mapping FOR UPDATE USING ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY import_own ON continuum.import AS RESTRICTIVE FOR SELECT TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (created_by = ( SELECT continuum.actor() AS actor))));
ALTER TABLE continuum.import_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY import_read ON continuum.import FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY import_scope ON continuum.import AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write}'::text[]) AS holds_any));
CREATE POLICY import_update ON continuum.import FOR UPDATE USING ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.import_work ENABLE ROW LEVEL SECURITY;
ALTER TABLE continuum.instrument ENABLE ROW LEVEL SECURITY;
ALTER TABLE continuum.instrument_domain ENABLE ROW LEVEL SECURITY;
CREATE POLICY instrument_domain_insert ON continuum.instrument_domain FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY instrument_domain_read ON continuum.instrument_domain FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
CREATE POLICY instrument_insert ON continuum.instrument FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY instrument_read ON continuum.instrument FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.instrument_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY instrument_version_insert ON continuum.instrument_version FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY instrument_version_read ON continuum.instrument_version FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.item ENABLE ROW LEVEL SECURITY;
CREATE POLICY item_insert ON continuum.item FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY item_read ON continuum.item FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.mention ENABLE ROW LEVEL SECURITY;
CREATE POLICY mention_practice ON continuum.mention AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY mention_read ON continuum.mention FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY mention_scope ON continuum.mention AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
ALTER TABLE continuum.missing_reason ENABLE ROW LEVEL SECURITY;
CREATE POLICY missing_reason_read ON continuum.missing_reason FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
CREATE POLICY owner_imports ON continuum.coding FOR INSERT TO continuum_owner WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.cell TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.cell_state TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.change TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.coded_source TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.import TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.import_mapping TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.import_part TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.import_work TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.mention TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.participant TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.sheet TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.sheet_past TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.standing TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.stratum TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.submission_event TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.transition TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON continuum.wave_pair TO continuum_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_resolves ON continuum.api_key FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.coding FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.enrolment FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.excerpt FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.pass FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.pass_coder FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.practice FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.practice_attribute FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.program FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.quality_rule FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.source FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.source_participant FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.submission FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.token_revocation FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.wave FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.wave_instrument FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_resolves ON continuum.wave_reopening FOR SELECT TO continuum_owner USING (true);
CREATE POLICY owner_restamps ON continuum.submission FOR UPDATE TO continuum_owner USING (true);
ALTER TABLE continuum.participant ENABLE ROW LEVEL SECURITY;
CREATE POLICY participant_practice ON continuum.participant AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY participant_read ON continuum.participant FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY participant_scope ON continuum.participant AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.pass ENABLE ROW LEVEL SECURITY;
ALTER TABLE continuum.pass_coder ENABLE ROW LEVEL SECURITY;
CREATE POLICY pass_coder_delete ON continuum.pass_coder FOR DELETE USING ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY pass_coder_insert ON continuum.pass_coder FOR INSERT WITH CHECK ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY pass_coder_read ON continuum.pass_coder FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY pass_coder_scope ON continuum.pass_coder AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY pass_coder_update ON continuum.pass_coder FOR UPDATE USING ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY pass_delete ON continuum.pass FOR DELETE USING ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY pass_insert ON continuum.pass FOR INSERT WITH CHECK ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY pass_open ON continuum.pass AS RESTRICTIVE FOR UPDATE TO continuum_service USING ((released_at IS NULL)) WITH CHECK ((released_at IS NOT NULL));
CREATE POLICY pass_read ON continuum.pass FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY pass_scope ON continuum.pass AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY pass_update ON continuum.pass FOR UPDATE USING ((( SELECT continuum.holds('codings:lead'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.policy_area ENABLE ROW LEVEL SECURITY;
CREATE POLICY policy_area_read ON continuum.policy_area FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.policy_level ENABLE ROW LEVEL SECURITY;
CREATE POLICY policy_level_read ON continuum.policy_level FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.practice ENABLE ROW LEVEL SECURITY;
ALTER TABLE continuum.practice_attribute ENABLE ROW LEVEL SECURITY;
CREATE POLICY practice_attribute_insert ON continuum.practice_attribute FOR INSERT WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (practice_id IN ( SELECT continuum.visible_practices() AS visible_practices)))));
CREATE POLICY practice_attribute_read ON continuum.practice_attribute FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (practice_id IN ( SELECT continuum.visible_practices() AS visible_practices))));
CREATE POLICY practice_attribute_scope ON continuum.practice_attribute AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{registry:read,registry:write,reports:read,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY practice_attribute_update ON continuum.practice_attribute FOR UPDATE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (practice_id IN ( SELECT continuum.visible_practices() AS visible_practices)))));
CREATE POLICY practice_insert ON continuum.practice FOR INSERT WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY practice_read ON continuum.practice FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (practice_id IN ( SELECT continuum.visible_practices() AS visible_practices))));
CREATE POLICY practice_scope ON continuum.practice AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,roundtables:read,roundtables:write,sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY practice_update ON continuum.practice FOR UPDATE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (practice_id IN ( SELECT continuum.visible_practices() AS visible_practices)))));
ALTER TABLE continuum.program ENABLE ROW LEVEL SECURITY;
CREATE POLICY program_insert ON continuum.program FOR INSERT WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY program_read ON continuum.program FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY program_scope ON continuum.program AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{waves:reopen,registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,roundtables:read,roundtables:write,sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY program_update ON continuum.program FOR UPDATE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))))) WITH CHECK ((( SELECT continuum.unlimited('programs'::text) AS unlimited) OR (program = ANY (( SELECT continuum.program_codes() AS program_codes)::text[]))));
CREATE POLICY program_whole ON continuum.program AS RESTRICTIVE FOR UPDATE TO continuum_service USING (true) WITH CHECK (( SELECT continuum.all_practices() AS all_practices));
ALTER TABLE continuum.quality_acknowledgement ENABLE ROW LEVEL SECURITY;
CREATE POLICY quality_acknowledgement_delete ON continuum.quality_acknowledgement FOR DELETE USING ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY quality_acknowledgement_insert ON continuum.quality_acknowledgement FOR INSERT WITH CHECK ((( SELECT continuum.holds_any('{submissions:write,submissions:accept}'::text[]) AS holds_any) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY quality_acknowledgement_practice ON continuum.quality_acknowledgement AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY quality_acknowledgement_read ON continuum.quality_acknowledgement FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY quality_acknowledgement_scope ON continuum.quality_acknowledgement AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}'::text[]) AS holds_any));
CREATE POLICY quality_acknowledgement_update ON continuum.quality_acknowledgement FOR UPDATE USING ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.quality_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY quality_rule_insert ON continuum.quality_rule FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY quality_rule_read ON continuum.quality_rule FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
CREATE POLICY quality_rule_update ON continuum.quality_rule FOR UPDATE TO continuum_service USING ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
ALTER TABLE continuum.quotation ENABLE ROW LEVEL SECURITY;
CREATE POLICY quotation_begins ON continuum.quotation AS RESTRICTIVE FOR INSERT TO continuum_service WITH CHECK (((state = 'proposed'::text) AND (proposed_by = ( SELECT continuum.actor() AS actor))));
CREATE POLICY quotation_by_another ON continuum.quotation AS RESTRICTIVE FOR UPDATE TO continuum_service USING (((state = 'proposed'::text) AND (proposed_by <> ALL (( SELECT continuum.caller_identities() AS caller_identities)::text[])))) WITH CHECK (((state <> 'proposed'::text) AND (proposed_by <> ALL (( SELECT continuum.caller_identities() AS caller_identities)::text[]))));
CREATE POLICY quotation_confirmed ON continuum.quotation AS RESTRICTIVE FOR SELECT TO continuum_service USING (((state = 'confirmed'::text) OR ( SELECT continuum.holds_any('{sources:write,codings:write,codings:lead}'::text[]) AS holds_any)));
CREATE POLICY quotation_delete ON continuum.quotation FOR DELETE USING ((( SELECT continuum.holds('codings:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY quotation_insert ON continuum.quotation FOR INSERT WITH CHECK ((( SELECT continuum.holds('codings:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY quotation_practice ON continuum.quotation AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY quotation_read ON continuum.quotation FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY quotation_scope ON continuum.quotation AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read,sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY quotation_update ON continuum.quotation FOR UPDATE USING ((( SELECT continuum.holds('codings:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.ranking ENABLE ROW LEVEL SECURITY;
CREATE POLICY ranking_delete ON continuum.ranking FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY ranking_insert ON continuum.ranking FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY ranking_read ON continuum.ranking FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY ranking_scope ON continuum.ranking AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY ranking_update ON continuum.ranking FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.ratio ENABLE ROW LEVEL SECURITY;
CREATE POLICY ratio_insert ON continuum.ratio FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY ratio_read ON continuum.ratio FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.recommendation ENABLE ROW LEVEL SECURITY;
CREATE POLICY recommendation_delete ON continuum.recommendation FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.recommendation_dependency ENABLE ROW LEVEL SECURITY;
CREATE POLICY recommendation_dependency_delete ON continuum.recommendation_dependency FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_dependency_insert ON continuum.recommendation_dependency FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_dependency_read ON continuum.recommendation_dependency FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY recommendation_dependency_scope ON continuum.recommendation_dependency AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY recommendation_dependency_update ON continuum.recommendation_dependency FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.recommendation_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY recommendation_evidence_delete ON continuum.recommendation_evidence FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_evidence_insert ON continuum.recommendation_evidence FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_evidence_read ON continuum.recommendation_evidence FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY recommendation_evidence_scope ON continuum.recommendation_evidence AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY recommendation_evidence_update ON continuum.recommendation_evidence FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_insert ON continuum.recommendation FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_read ON continuum.recommendation FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY recommendation_scope ON continuum.recommendation AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.recommendation_status ENABLE ROW LEVEL SECURITY;
CREATE POLICY recommendation_status_delete ON continuum.recommendation_status FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_status_insert ON continuum.recommendation_status FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_status_read ON continuum.recommendation_status FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY recommendation_status_scope ON continuum.recommendation_status AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY recommendation_status_update ON continuum.recommendation_status FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY recommendation_update ON continuum.recommendation FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.roundtable ENABLE ROW LEVEL SECURITY;
ALTER TABLE continuum.roundtable_attendance ENABLE ROW LEVEL SECURITY;
CREATE POLICY roundtable_attendance_delete ON continuum.roundtable_attendance FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY roundtable_attendance_insert ON continuum.roundtable_attendance FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY roundtable_attendance_read ON continuum.roundtable_attendance FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY roundtable_attendance_scope ON continuum.roundtable_attendance AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY roundtable_attendance_update ON continuum.roundtable_attendance FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY roundtable_delete ON continuum.roundtable FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY roundtable_insert ON continuum.roundtable FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY roundtable_read ON continuum.roundtable FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY roundtable_scope ON continuum.roundtable AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.roundtable_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY roundtable_session_delete ON continuum.roundtable_session FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY roundtable_session_insert ON continuum.roundtable_session FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY roundtable_session_read ON continuum.roundtable_session FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY roundtable_session_scope ON continuum.roundtable_session AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY roundtable_session_update ON continuum.roundtable_session FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY roundtable_update ON continuum.roundtable FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.scale ENABLE ROW LEVEL SECURITY;
CREATE POLICY scale_insert ON continuum.scale FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
ALTER TABLE continuum.scale_level ENABLE ROW LEVEL SECURITY;
CREATE POLICY scale_level_insert ON continuum.scale_level FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY scale_level_read ON continuum.scale_level FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
CREATE POLICY scale_read ON continuum.scale FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.score ENABLE ROW LEVEL SECURITY;
CREATE POLICY score_insert ON continuum.score FOR INSERT TO continuum_service WITH CHECK ((( SELECT continuum.holds('instruments:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY score_read ON continuum.score FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.session_attendance ENABLE ROW LEVEL SECURITY;
CREATE POLICY session_attendance_delete ON continuum.session_attendance FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY session_attendance_insert ON continuum.session_attendance FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY session_attendance_read ON continuum.session_attendance FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY session_attendance_scope ON continuum.session_attendance AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY session_attendance_update ON continuum.session_attendance FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.sheet ENABLE ROW LEVEL SECURITY;
ALTER TABLE continuum.sheet_past ENABLE ROW LEVEL SECURITY;
CREATE POLICY sheet_past_practice ON continuum.sheet_past AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY sheet_past_read ON continuum.sheet_past FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY sheet_past_scope ON continuum.sheet_past AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}'::text[]) AS holds_any));
CREATE POLICY sheet_practice ON continuum.sheet AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY sheet_read ON continuum.sheet FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY sheet_scope ON continuum.sheet AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.source ENABLE ROW LEVEL SECURITY;
CREATE POLICY source_delete ON continuum.source FOR DELETE USING ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY source_insert ON continuum.source FOR INSERT WITH CHECK ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.source_participant ENABLE ROW LEVEL SECURITY;
CREATE POLICY source_participant_delete ON continuum.source_participant FOR DELETE USING ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY source_participant_insert ON continuum.source_participant FOR INSERT WITH CHECK ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY source_participant_practice ON continuum.source_participant AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY source_participant_read ON continuum.source_participant FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY source_participant_scope ON continuum.source_participant AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY source_participant_update ON continuum.source_participant FOR UPDATE USING ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY source_practice ON continuum.source AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY source_read ON continuum.source FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY source_scope ON continuum.source AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
ALTER TABLE continuum.source_text ENABLE ROW LEVEL SECURITY;
CREATE POLICY source_text_consent ON continuum.source_text AS RESTRICTIVE FOR SELECT TO continuum_service USING (((consent = ANY (ARRAY['deidentified'::text, 'attributed'::text])) OR ( SELECT continuum.holds_any('{sources:write,codings:write,codings:lead}'::text[]) AS holds_any)));
CREATE POLICY source_text_delete ON continuum.source_text FOR DELETE USING ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY source_text_insert ON continuum.source_text FOR INSERT WITH CHECK ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY source_text_practice ON continuum.source_text AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY source_text_read ON continuum.source_text FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY source_text_scope ON continuum.source_text AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY source_text_update ON continuum.source_text FOR UPDATE USING ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY source_update ON continuum.source FOR UPDATE USING ((( SELECT continuum.holds('sources:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.stakeholder_group ENABLE ROW LEVEL SECURITY;
CREATE POLICY stakeholder_group_read ON continuum.stakeholder_group FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.standing ENABLE ROW LEVEL SECURITY;
CREATE POLICY standing_read ON continuum.standing FOR SELECT USING ((( SELECT continuum.all_practices() AS all_practices) AND (program_id IS NOT NULL) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY standing_scope ON continuum.standing AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.stratum ENABLE ROW LEVEL SECURITY;
CREATE POLICY stratum_read ON continuum.stratum FOR SELECT USING ((( SELECT continuum.all_practices() AS all_practices) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY stratum_scope ON continuum.stratum AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.submission ENABLE ROW LEVEL SECURITY;
CREATE POLICY submission_accept ON continuum.submission FOR UPDATE USING ((( SELECT continuum.holds('submissions:accept'::text) AS holds) AND continuum.sees_program(program_id)));
ALTER TABLE continuum.submission_comment ENABLE ROW LEVEL SECURITY;
CREATE POLICY submission_comment_delete ON continuum.submission_comment FOR DELETE USING ((( SELECT continuum.holds('submissions:accept'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY submission_comment_insert ON continuum.submission_comment FOR INSERT WITH CHECK ((( SELECT continuum.holds('submissions:accept'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY submission_comment_practice ON continuum.submission_comment AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY submission_comment_read ON continuum.submission_comment FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY submission_comment_scope ON continuum.submission_comment AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}'::text[]) AS holds_any));
CREATE POLICY submission_comment_update ON continuum.submission_comment FOR UPDATE USING ((( SELECT continuum.holds('submissions:accept'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY submission_delete ON continuum.submission FOR DELETE USING ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.submission_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY submission_event_practice ON continuum.submission_event AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY submission_event_read ON continuum.submission_event FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY submission_event_scope ON continuum.submission_event AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}'::text[]) AS holds_any));
CREATE POLICY submission_insert ON continuum.submission FOR INSERT WITH CHECK ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY submission_practice ON continuum.submission AS RESTRICTIVE TO continuum_service USING ((( SELECT continuum.all_practices() AS all_practices) OR (practice_id IN ( SELECT continuum.limited_practices() AS limited_practices))));
CREATE POLICY submission_read ON continuum.submission FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY submission_scope ON continuum.submission AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{submissions:read,submissions:write,submissions:accept,reports:read}'::text[]) AS holds_any));
CREATE POLICY submission_update ON continuum.submission FOR UPDATE USING ((( SELECT continuum.holds('submissions:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.theme ENABLE ROW LEVEL SECURITY;
CREATE POLICY theme_read ON continuum.theme FOR SELECT TO continuum_service USING ((( SELECT continuum.actor() AS actor) IS NOT NULL));
ALTER TABLE continuum.token_revocation ENABLE ROW LEVEL SECURITY;
CREATE POLICY token_revocation_insert ON continuum.token_revocation FOR INSERT WITH CHECK ((( SELECT continuum.holds('keys:write'::text) AS holds) AND ( SELECT continuum.all_programs() AS all_programs)));
CREATE POLICY token_revocation_read ON continuum.token_revocation FOR SELECT USING ((( SELECT continuum.holds_any('{keys:read,keys:write}'::text[]) AS holds_any) AND ( SELECT continuum.all_programs() AS all_programs)));
ALTER TABLE continuum.transition ENABLE ROW LEVEL SECURITY;
CREATE POLICY transition_read ON continuum.transition FOR SELECT USING ((( SELECT continuum.all_practices() AS all_practices) AND (program_id IS NOT NULL) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY transition_scope ON continuum.transition AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read}'::text[]) AS holds_any));
ALTER TABLE continuum.vote ENABLE ROW LEVEL SECURITY;
CREATE POLICY vote_delete ON continuum.vote FOR DELETE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY vote_insert ON continuum.vote FOR INSERT WITH CHECK ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY vote_read ON continuum.vote FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY vote_scope ON continuum.vote AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{roundtables:read,roundtables:write,reports:read}'::text[]) AS holds_any));
CREATE POLICY vote_update ON continuum.vote FOR UPDATE USING ((( SELECT continuum.holds('roundtables:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.wave ENABLE ROW LEVEL SECURITY;
CREATE POLICY wave_delete ON continuum.wave FOR DELETE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_insert ON continuum.wave FOR INSERT WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
ALTER TABLE continuum.wave_instrument ENABLE ROW LEVEL SECURITY;
CREATE POLICY wave_instrument_answers ON continuum.wave_instrument AS RESTRICTIVE FOR DELETE TO continuum_service USING (( SELECT continuum.sees_answers() AS sees_answers));
CREATE POLICY wave_instrument_delete ON continuum.wave_instrument FOR DELETE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_instrument_insert ON continuum.wave_instrument FOR INSERT WITH CHECK ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_instrument_read ON continuum.wave_instrument FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY wave_instrument_scope ON continuum.wave_instrument AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,roundtables:read,roundtables:write,sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY wave_instrument_update ON continuum.wave_instrument FOR UPDATE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_instrument_whole ON continuum.wave_instrument AS RESTRICTIVE FOR INSERT TO continuum_service WITH CHECK (( SELECT continuum.all_practices() AS all_practices));
ALTER TABLE continuum.wave_pair ENABLE ROW LEVEL SECURITY;
CREATE POLICY wave_pair_read ON continuum.wave_pair FOR SELECT USING ((( SELECT continuum.all_practices() AS all_practices) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_pair_scope ON continuum.wave_pair AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{reports:read}'::text[]) AS holds_any));
CREATE POLICY wave_read ON continuum.wave FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
ALTER TABLE continuum.wave_reopening ENABLE ROW LEVEL SECURITY;
CREATE POLICY wave_reopening_delete ON continuum.wave_reopening FOR DELETE USING ((( SELECT continuum.holds('waves:reopen'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_reopening_insert ON continuum.wave_reopening FOR INSERT WITH CHECK ((( SELECT continuum.holds('waves:reopen'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_reopening_read ON continuum.wave_reopening FOR SELECT USING ((( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[]))));
CREATE POLICY wave_reopening_scope ON continuum.wave_reopening AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,roundtables:read,roundtables:write,waves:reopen}'::text[]) AS holds_any));
CREATE POLICY wave_reopening_update ON continuum.wave_reopening FOR UPDATE USING ((( SELECT continuum.holds('waves:reopen'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_reopening_whole ON continuum.wave_reopening AS RESTRICTIVE FOR INSERT TO continuum_service WITH CHECK (( SELECT continuum.all_practices() AS all_practices));
CREATE POLICY wave_scope ON continuum.wave AS RESTRICTIVE FOR SELECT TO continuum_service USING (( SELECT continuum.holds_any('{waves:reopen,registry:read,registry:write,submissions:read,submissions:write,submissions:accept,reports:read,roundtables:read,roundtables:write,sources:read,sources:write,codings:read,codings:write,codings:lead}'::text[]) AS holds_any));
CREATE POLICY wave_update ON continuum.wave FOR UPDATE USING ((( SELECT continuum.holds('registry:write'::text) AS holds) AND (( SELECT continuum.all_programs() AS all_programs) OR (program_id = ANY (( SELECT continuum.visible_programs() AS visible_programs)::integer[])))));
CREATE POLICY wave_whole ON continuum.wave AS RESTRICTIVE FOR UPDATE TO continuum_service USING (true) WITH CHECK (( SELECT continuum.all_practices() AS all_practices));
CREATE POLICY wave_whole_insert ON continuum.wave AS RESTRICTIVE FOR INSERT TO continuum_service WITH CHECK (( SELECT continuum.all_practices() AS all_practices));
GRANT USAGE ON SCHEMA continuum TO continuum_service;
GRANT SELECT ON TABLE continuum.sheet TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.item TO continuum_service;
REVOKE ALL ON FUNCTION continuum.attribute_placed() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.audit_append(outcome text, problem text, object text, rows integer, practices text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.audit_append(outcome text, problem text, object text, rows integer, practices text[]) TO continuum_service;
GRANT SELECT ON TABLE continuum.audit_entry TO continuum_service;
REVOKE ALL ON FUNCTION continuum.audit_retire(before date) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.audit_take() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.audit_take() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.caller_check(key_id text, issuer text, subject text, token text, issued_at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.caller_check(key_id text, issuer text, subject text, token text, issued_at bigint) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.caller_identities() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.caller_identities() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.change_all() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.change_folded() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.change_noted() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.change_tick() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.data_state() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.data_state() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.data_version() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.data_version() TO continuum_service;
GRANT SELECT,INSERT,UPDATE ON TABLE continuum.wave TO continuum_service;
REVOKE ALL ON FUNCTION continuum.enrolment_placed() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.excerpts_with(search text) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.excerpts_with(search text) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.fold_cells(waves integer[], versions integer[], strata integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.fold_cells(waves integer[], versions integer[], strata integer[]) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.fold_put(programs integer[], waves integer[], versions integer[], strata integer[], vectors bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.fold_put(programs integer[], waves integer[], versions integer[], strata integer[], vectors bytea[]) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.fold_put_transitions(programs integer[], from_waves integer[], waves integer[], from_versions integer[], versions integer[], strata integer[], vectors bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.fold_put_transitions(programs integer[], from_waves integer[], waves integer[], from_versions integer[], versions integer[], strata integer[], vectors bytea[]) TO continuum_service;
GRANT SELECT ON TABLE continuum.change TO continuum_service;
REVOKE ALL ON FUNCTION continuum.fold_take(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.fold_take(most integer) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.fold_transitions(from_waves integer[], waves integer[], from_versions integer[], versions integer[], strata integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.fold_transitions(from_waves integer[], waves integer[], from_versions integer[], versions integer[], strata integer[]) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.identifiers(program integer, words text) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.identifiers(program integer, words text) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.identifying_patterns(program integer, words text) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.import_begun(import_id integer, step integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_begun(import_id integer, step integer) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_cancel(import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_cancel(import uuid) TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.import TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_claim(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_claim(wanted uuid) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_impersonate(import_id integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_impersonate(import_id integer) TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.import_mapping TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_mapping_of(mapping_id integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_mapping_of(mapping_id integer) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_part_add(import uuid, part integer, bytes bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_part_add(import uuid, part integer, bytes bytea) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_part_read(import_id integer, part integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_part_read(import_id integer, part integer) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_program(program_id integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_program(program_id integer) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_progress(import_id integer, done integer, expected integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_progress(import_id integer, done integer, expected integer) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_ready(import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_ready(import uuid) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_receiving(import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_receiving(import uuid) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_seal(import uuid, key text, sha256 bytea, bytes bigint, wait integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_seal(import uuid, key text, sha256 bytea, bytes bigint, wait integer) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_settle(import_id integer, state text, rows integer, counts integer[], fault_count integer, faults jsonb, failure text) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_settle(import_id integer, state text, rows integer, counts integer[], fault_count integer, faults jsonb, failure text) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_stage() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_stage() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_staged() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_staged() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_turn(program_id integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_turn(program_id integer) TO continuum_service;
GRANT SELECT ON TABLE continuum.import_work TO continuum_service;
REVOKE ALL ON FUNCTION continuum.import_work_of(import_id integer) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.import_work_of(import_id integer) TO continuum_service;
GRANT SELECT,INSERT,UPDATE ON TABLE continuum.submission TO continuum_service;
GRANT SELECT,INSERT,UPDATE ON TABLE continuum.recommendation TO continuum_service;
REVOKE ALL ON FUNCTION continuum.is_own(practice integer, submission uuid, identity text) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.is_own(practice integer, submission uuid, identity text) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.kept_faults() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.key_identity(key_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.key_identity(key_id text) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.limited_practices() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.limited_practices() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.mention_keep(counted integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.open_passes() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.open_passes() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.own_coders() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.own_coders() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.participant_due(practices integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.participant_faults() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.participant_keep(practices integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.pass_counted() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.placement(practices integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.practice_attribute_placed() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.project_coded(program integer, pass text, codings jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.project_coded(program integer, pass text, codings jsonb) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.quality_due(submissions uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.quality_due(submissions uuid[]) TO continuum_service;
REVOKE ALL ON FUNCTION continuum.quota_spend() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.quota_spend() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.sheet_apply(changes continuum.sheet_change[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.sheet_due(practices integer[], waves integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.sheet_faults() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.sheet_heard(practice integer, wave integer, versions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.sheet_lock(practices integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.sheet_merged(practice integer, wave integer, version integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.sheet_pairs(practices integer[], waves integer[], instruments integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.sheet_refresh(practices integer[], waves integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.sheets_rebuild() FROM PUBLIC;
GRANT SELECT,INSERT ON TABLE continuum.api_key TO continuum_service;
GRANT UPDATE(expires_at) ON TABLE continuum.api_key TO continuum_service;
GRANT UPDATE(revoked_at) ON TABLE continuum.api_key TO continuum_service;
GRANT UPDATE(revoked_by) ON TABLE continuum.api_key TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.codebook_version TO continuum_service;
GRANT UPDATE(published_at) ON TABLE continuum.codebook_version TO continuum_service;
GRANT SELECT,INSERT,UPDATE ON TABLE continuum.enrolment TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.instrument_version TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.pass TO continuum_service;
GRANT UPDATE(released_at) ON TABLE continuum.pass TO continuum_service;
GRANT UPDATE(released_by) ON TABLE continuum.pass TO continuum_service;
GRANT SELECT,INSERT,UPDATE ON TABLE continuum.practice TO continuum_service;
GRANT SELECT,INSERT,UPDATE ON TABLE continuum.program TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.quality_rule TO continuum_service;
GRANT UPDATE(severity) ON TABLE continuum.quality_rule TO continuum_service;
GRANT UPDATE(text) ON TABLE continuum.quality_rule TO continuum_service;
GRANT UPDATE(active) ON TABLE continuum.quality_rule TO continuum_service;
GRANT UPDATE(revision) ON TABLE continuum.quality_rule TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.quotation TO continuum_service;
GRANT UPDATE(state) ON TABLE continuum.quotation TO continuum_service;
GRANT UPDATE(note) ON TABLE continuum.quotation TO continuum_service;
GRANT UPDATE(decided_at) ON TABLE continuum.quotation TO continuum_service;
GRANT UPDATE(decided_by) ON TABLE continuum.quotation TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.recommendation_evidence TO continuum_service;
GRANT SELECT,INSERT,UPDATE ON TABLE continuum.roundtable TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.source TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.token_revocation TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.vote TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.roundtable_session TO continuum_service;
REVOKE ALL ON FUNCTION continuum.standing_due() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.stratum_make(practices integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.submission_admitted() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.submission_heard() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.submission_noted() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.transaction_life() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.transaction_life() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.visible_practices() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.visible_practices() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.visible_programs() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.visible_programs() TO continuum_service;
REVOKE ALL ON FUNCTION continuum.wave_pair_due(programs integer[]) FROM PUBLIC;
GRANT SELECT ON TABLE continuum.wave_pair TO continuum_service;
REVOKE ALL ON FUNCTION continuum.wave_pair_sheets(pairs continuum.wave_pair[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.wave_placed() FROM PUBLIC;
REVOKE ALL ON FUNCTION continuum.writing_coders() FROM PUBLIC;
GRANT ALL ON FUNCTION continuum.writing_coders() TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.attribute TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.attribute_rule TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.attribute_value TO continuum_service;
GRANT SELECT ON TABLE continuum.audit_chain TO continuum_service;
GRANT SELECT ON TABLE continuum.billing_code TO continuum_service;
GRANT SELECT ON TABLE continuum.caller_usage TO continuum_service;
GRANT SELECT ON TABLE continuum.cell TO continuum_service;
GRANT SELECT ON TABLE continuum.cell_state TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.code TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.code_origin TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.codebook TO continuum_service;
GRANT SELECT ON TABLE continuum.coded_source TO continuum_service;
GRANT SELECT,INSERT,DELETE ON TABLE continuum.coding TO continuum_service;
GRANT UPDATE(valence) ON TABLE continuum.coding TO continuum_service;
GRANT UPDATE(memo) ON TABLE continuum.coding TO continuum_service;
GRANT UPDATE(coded_at) ON TABLE continuum.coding TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.endorsement TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.excerpt TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.finding TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.finding_code TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.finding_quote TO continuum_service;
GRANT SELECT ON TABLE continuum.import_part TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.instrument TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.instrument_domain TO continuum_service;
GRANT SELECT ON TABLE continuum.mention TO continuum_service;
GRANT SELECT ON TABLE continuum.missing_reason TO continuum_service;
GRANT SELECT ON TABLE continuum.observation TO continuum_service;
GRANT SELECT ON TABLE continuum.participant TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.pass_coder TO continuum_service;
GRANT SELECT ON TABLE continuum.policy_area TO continuum_service;
GRANT SELECT ON TABLE continuum.policy_level TO continuum_service;
GRANT SELECT,INSERT,UPDATE ON TABLE continuum.practice_attribute TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.quality_acknowledgement TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.ranking TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.ratio TO continuum_service;
GRANT SELECT,INSERT,DELETE ON TABLE continuum.recommendation_dependency TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.recommendation_status TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.roundtable_attendance TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.scale TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.scale_level TO continuum_service;
GRANT SELECT ON TABLE continuum.schema_migration TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.score TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.session_attendance TO continuum_service;
GRANT SELECT ON TABLE continuum.sheet_past TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.source_participant TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.source_text TO continuum_service;
GRANT SELECT ON TABLE continuum.stakeholder_group TO continuum_service;
GRANT SELECT ON TABLE continuum.standing TO continuum_service;
GRANT SELECT ON TABLE continuum.stratum TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.submission_comment TO continuum_service;
GRANT SELECT ON TABLE continuum.submission_event TO continuum_service;
GRANT SELECT ON TABLE continuum.theme TO continuum_service;
GRANT SELECT ON TABLE continuum.transition TO continuum_service;
GRANT SELECT ON TABLE continuum.vote_counted TO continuum_service;
GRANT SELECT,INSERT,DELETE ON TABLE continuum.wave_instrument TO continuum_service;
GRANT SELECT,INSERT ON TABLE continuum.wave_reopening TO continuum_service;
