-- Quality rules are data. What they find follows from answers and is computed when it is
-- asked for, so that it is never older than what it is about: only acknowledgements are kept.

create table quality_rule (
    rule_id int generated always as identity primary key,
    rule text not null unique,
    instrument_id int not null references instrument,
    version_id int references instrument_version,
    kind text not null check (kind in ('range', 'required', 'compare', 'change', 'outlier')),
    severity text not null check (severity in ('error', 'warning')),
    parameters jsonb not null,
    text text not null check (length(text) between 1 and 400),
    active boolean not null default true,
    revision int not null default 1,
    created_at timestamptz not null default now(),
    created_by text not null default coalesce(actor(), 'reference')
);
create index on quality_rule (instrument_id) where active;
comment on column quality_rule.version_id is 'Null: of every version that has its items.';
comment on column quality_rule.parameters is
    'range: item, minimum, maximum. required: item, reason_suffices. compare: left, operator, right, where each side is a sum. '
    'change: item, absolute, percent, against the accepted answer of the wave before. outlier: item, k. A term is ITEM or ITEM.denominator.';

create table quality_acknowledgement (
    practice_id int not null,
    submission uuid not null,
    rule_id int not null references quality_rule,
    program_id int not null,
    detail text not null,
    reason text not null check (length(reason) between 1 and 2000),
    acknowledged_at timestamptz not null default now(),
    acknowledged_by text not null default actor(),
    primary key (practice_id, submission, rule_id),
    foreign key (practice_id, submission) references submission
);
comment on table quality_acknowledgement is 'Why a warning is no mistake. Never changed.';
comment on column quality_acknowledgement.detail is 'What the rule said then.';

call guard_reference('quality_rule', 'instruments:write');
alter policy quality_rule_insert on quality_rule
    with check ((select holds('instruments:write')) and (select all_programs()));
create policy quality_rule_update on quality_rule for update to continuum_service
    using ((select holds('instruments:write')) and (select all_programs()));
grant update (severity, active, text, revision) on quality_rule to continuum_service;
create policy owner_resolves on quality_rule for select to current_user using (true);

call guard_by_program('quality_acknowledgement', 'submissions:write');
call guard_by_practice('quality_acknowledgement');
call guard_scope('quality_acknowledgement', '{submissions:read,submissions:write,submissions:accept,reports:read}');
-- Who sent it knows why it is so, and who reviews it may have asked.
alter policy quality_acknowledgement_insert on quality_acknowledgement
    with check ((select holds_any('{submissions:write,submissions:accept}'))
                and ((select all_programs()) or program_id = any ((select visible_programs())::int[])));

create function quality_holds(left_sum numeric, operator text, right_sum numeric) returns boolean language sql immutable
    as $$
    select case operator when '=' then left_sum = right_sum when '<=' then left_sum <= right_sum when '<' then left_sum < right_sum
                         when '>=' then left_sum >= right_sum else left_sum > right_sum end
    $$;

create function quality_number(value numeric) returns text language sql immutable
    as $$ select trim_scale(round(value, 6))::text $$;

create function quality_terms(terms jsonb) returns text language sql immutable
    as $$ select string_agg(t, ' + ') from jsonb_array_elements_text(terms) t $$;

-- What the rules that are active find in these submissions, of those that the caller sees. Runs as the
-- owner, since who sees one practice is told that it is far from the others, but nothing of them.
--
-- A value is an outlier where it is more than k times 1.4826 MAD from the median (Iglewicz and Hoaglin, 1993) of
-- what is accepted or waits to be, at one wave in one version; nothing is with fewer than six practices, itself
-- among them, or where more than half say the same.
create function quality_due(submissions uuid[])
returns table (practice_id int, submission uuid, rule_id int, item text, detail text)
language sql stable security definer set search_path = continuum, pg_temp set jit = off
as $$
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

-- The same with what was acknowledged: a warning that was is no longer open.
create function quality_found(submissions uuid[])
returns table (practice_id int, submission uuid, rule_id int, rule text, severity text, item text, text text, detail text,
               state text, reason text, acknowledged_at timestamptz, acknowledged_by text)
language sql stable
as $$
    select d.practice_id, d.submission, d.rule_id, r.rule, r.severity, d.item, r.text, d.detail,
           case when a.reason is not null and r.severity = 'warning' then 'acknowledged' else 'open' end,
           a.reason, a.acknowledged_at, a.acknowledged_by
    from quality_due(submissions) d
    join quality_rule r using (rule_id)
    left join quality_acknowledgement a using (practice_id, submission, rule_id)
$$;

revoke execute on function quality_due(uuid[]) from public;
grant execute on function quality_due(uuid[]) to continuum_service;

create function shown(r quality_rule)
returns table (_cursor text, _revision int, rule text, instrument text, version text, kind text, severity text, parameters jsonb,
               text text, active boolean, revision int, created_at text, created_by text)
language sql stable as $$
    select r.rule, r.revision, r.rule, i.instrument, v.version, r.kind, r.severity, r.parameters, r.text, r.active, r.revision,
           iso(r.created_at), r.created_by
    from instrument i left join instrument_version v on v.version_id = r.version_id
    where i.instrument_id = r.instrument_id
$$;
