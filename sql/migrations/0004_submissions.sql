-- What practices report: one row a submission, its answers as arrays in the
-- order of the instrument version's items. Nothing is overwritten.

create table submission (
    practice_id int not null references practice,
    submission uuid not null default uuid7(),
    program_id int not null references program,
    wave_id int not null,
    version_id int not null references instrument_version,
    respondent text not null default '',
    method text not null default 'consensus' check (method in ('consensus', 'respondent', 'rater')),
    status text not null check (status in ('draft', 'submitted', 'returned', 'accepted', 'superseded', 'withdrawn')),
    answers bigint[] not null,
    denominators bigint[],
    reasons smallint[],
    texts text[],
    supersedes uuid,
    source_sha256 bytea check (octet_length(source_sha256) = 32),
    revision int not null default 1,
    created_at timestamptz not null default now(),
    created_by text not null default actor(),
    submitted_at timestamptz,
    accepted_at timestamptz,
    accepted_by text,
    superseded_at timestamptz,
    primary key (practice_id, submission),
    foreign key (practice_id, program_id) references enrolment,
    foreign key (program_id, wave_id) references wave (program_id, wave_id),
    check ((status = 'accepted') <= (accepted_at is not null))
);
comment on table submission is
    'Answers of one practice to one instrument version at one wave. Keys begin with the practice, by which it can be partitioned.';
comment on column submission.answers is
    'By item position, in whole numbers of 10^-decimals; a level or code of a scale; 0 or 1; the numerator of a rate.';
comment on column submission.reasons is 'By item position: why an answer is missing.';
comment on column submission.respondent is 'Empty for the answer of the whole team.';

-- At most one answer counts, and at most one waits to count.
create unique index submission_accepted on submission (practice_id, wave_id, version_id, respondent)
    where status = 'accepted';
create unique index submission_pending on submission (practice_id, wave_id, version_id, respondent)
    where status in ('draft', 'submitted', 'returned');
create index on submission (submission);
create index on submission (wave_id, version_id) where status = 'accepted';
create index on submission (program_id, submission);

call guard_by_program('submission', 'submissions:write');
grant update on submission to continuum_service;
create policy submission_scope on submission as restrictive for select
    using ((select holds('submissions:read')) or (select holds('submissions:write'))
           or (select holds('submissions:accept')) or (select holds('reports:read')));
create policy submission_accept on submission for update
    using ((select holds('submissions:accept')) and sees_program(program_id));

-- One row an answer, for people and for reports.
create view observation with (security_invoker = true) as
select s.practice_id, s.program_id, s.wave_id, s.version_id, s.submission, s.respondent, s.method,
       s.status, i.position, i.item, i.domain, i.kind, i.decimals,
       s.answers[i.position] as answer,
       s.answers[i.position] / 10.0 ^ i.decimals as value,
       s.denominators[i.position] as denominator,
       s.texts[i.position] as text,
       s.reasons[i.position] as reason_id
from submission s
join item i using (version_id);
grant select on observation to continuum_service;

-- The value of a stratum: an attribute's, or one that every enrolment has.
create function stratum_value(stratum text, program text, practice text, cohort text,
                              practice_id int, day date)
returns table (value text) language sql stable
as $$
    select case stratum
        when 'program' then program
        when 'practice' then practice
        when 'cohort' then cohort
        else (select v.value from attribute a, practice_value(practice_id, a.attribute_id, day) v
              where a.attribute = stratum)
    end
$$;

-- Who is expected to answer an instrument at a wave, with up to three strata
-- as they were on the wave's reference day. Every report stands on this.
--   strata: codes of attributes, or program, practice, cohort
--   filter: {"attribute": ["value", ...], ...}
create function population(programs text[], instruments text[], versions text[], waves text[],
                           strata text[], filter jsonb)
returns table (program_id int, program text, practice_id int, practice text, wave_id int, wave text,
               wave_position int, version_id int, instrument text, version text, published_on date,
               stratum_1 text, stratum_2 text, stratum_3 text)
language sql stable
as $$
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

create function shown(s submission)
returns table (_cursor text, _revision int, submission uuid, program text, practice text, wave text,
               instrument text, version text, respondent text, method text, status text, answered bigint,
               missing bigint, items bigint, supersedes uuid, revision int, created_at text,
               submitted_at text, accepted_at text)
language sql stable as $$
    select s.submission::text, s.revision, s.submission, p.program, pr.practice, w.wave, i.instrument, v.version,
           s.respondent, s.method, s.status, counted.answered, counted.items - counted.answered, counted.items,
           s.supersedes, s.revision, iso(s.created_at), iso(s.submitted_at), iso(s.accepted_at)
    from program p, practice pr, wave w, instrument_version v, instrument i,
         lateral (select count(*) as items,
                         count(coalesce(s.answers[t.position]::text, s.texts[t.position])) as answered
                  from item t where t.version_id = v.version_id) counted
    where p.program_id = s.program_id and pr.practice_id = s.practice_id and w.wave_id = s.wave_id
      and v.version_id = s.version_id and i.instrument_id = v.instrument_id
$$;

-- An answer as a number: the level of a scale by its code or its number, 0 or
-- 1, or the number that was written. Null where it is none of these.
create function answer_number(i item, value text) returns numeric language sql stable
as $$
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
$$;

-- Everything that is wrong with one answer, by the part that is wrong.
create function answer_faults(i item, number numeric, value text, denominator text, txt text, reason text, reason_id smallint)
returns table (part text, code text, detail text) language sql stable
as $$
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
$$;
