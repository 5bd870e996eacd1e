-- How several respondents of a practice come to one sheet is a rule of the version.
alter table instrument_version add column respondent_rule text not null default 'mean'
    check (respondent_rule in ('mean', 'median', 'consensus', 'rater_first'));
comment on column instrument_version.respondent_rule is
    'mean: of numbers the mean, of levels the lower median, which is a level. median: of numbers, too. consensus: only the answer of the '
    'whole team counts. rater_first: where a rater answered, raters alone count, as by mean.';

-- Whether the rule lets an accepted submission count, as the others are now.
create function is_heard(s submission) returns boolean language sql stable
    as $$
    select case v.respondent_rule
           when 'consensus' then s.respondent = ''
           when 'rater_first' then s.method = 'rater' or not exists (
               select from submission o
               where o.practice_id = s.practice_id and o.wave_id = s.wave_id and o.version_id = s.version_id and o.status = 'accepted'
                 and o.method = 'rater')
           else true end
    from instrument_version v where v.version_id = s.version_id
    $$;

create or replace function sheet_merged(practice int, wave int, version int)
returns table (answers bigint[], denominators bigint[], reasons smallint[])
language sql stable as $$
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
$$;

create or replace function sheet_heard(practice int, wave int, versions int[])
returns table (version_id int, received boolean, in_work boolean, answers bigint[], denominators bigint[], reasons smallint[])
language sql stable as $$
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

drop function shown(instrument_version);
create function shown(v instrument_version)
returns table (_cursor text, instrument text, version text, name text, kind text, respondents text, respondent_rule text, owner text,
               source text, published_on date, domains bigint, items bigint, note text)
language sql stable as $$
    select i.instrument || ' ' || v.version, i.instrument, v.version, v.name, i.kind, v.respondents, v.respondent_rule, v.owner,
           v.source, v.published_on,
           (select count(*) from instrument_domain d where d.version_id = v.version_id),
           (select count(*) from item t where t.version_id = v.version_id), v.note
    from instrument i where i.instrument_id = v.instrument_id
$$;
