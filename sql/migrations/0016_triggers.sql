-- What calls the functions of 0015: triggers on everything that sheets follow from,
-- or that reports show. gone and came are the rows before and after a statement.

-- An enrolment begins, ends or changes.
create function enrolment_placed() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
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

-- A practice's value of a dimension, or of what a dimension is derived from.
create function practice_attribute_placed() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
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

-- An attribute becomes a dimension, or means something else: whoever has a value of it moves.
create function attribute_placed() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
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

-- A wave moves, or asks for something else. Pairs of waves that are no more go before the sheets
-- change, new ones come afterwards, so that each is logged with the sheets that it was of.
create function wave_placed() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp set jit = off
as $$
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

-- Something else that reports show.
create function change_noted() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
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

create procedure keep_by(kept text, keeper text) language plpgsql
as $$
begin
    execute format('create trigger %I after insert on %I referencing new table as came for each statement execute function %I()',
                   keeper || '_insert', kept, keeper);
    execute format('create trigger %I after update on %I referencing old table as gone new table as came for each statement execute function %I()',
                   keeper || '_update', kept, keeper);
    execute format('create trigger %I after delete on %I referencing old table as gone for each statement execute function %I()',
                   keeper || '_delete', kept, keeper);
end
$$;

-- Participants, counted.
create function standing_due() returns table (program_id int, enrolled bigint, reporting bigint) language sql stable
    as $$
    select p.program_id, count(*) filter (where p.enrolled), count(*) filter (where p.reporting) from participant p group by p.program_id
    union all
    select 0, count(distinct p.practice_id) filter (where p.enrolled), count(distinct p.practice_id) filter (where p.reporting) from participant p
    $$;

-- Makes everything anew from rows; for the owner, who then stores cells with
-- fold_put in the same transaction, or has all changes logged by change_all.
create function sheets_rebuild() returns bigint language plpgsql
    set plan_cache_mode = force_custom_plan set jit = off set work_mem = '256MB' set enable_nestloop = on
as $$
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

-- Logs all sheets and pairs as if they had just come, for the folds to add up.
create function change_all() returns void language sql
    as $$
    insert into change (kind, sign, program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons)
    select 1, 1, program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons from sheet;
    insert into change (kind, sign, program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers)
    select 2, 1, s.* from wave_pair_sheets(array(select p from wave_pair p)) s;
    $$;

do $$
declare
    made text;
begin
    call keep_by('submission', 'submission_heard');
    call keep_by('enrolment', 'enrolment_placed');
    call keep_by('practice_attribute', 'practice_attribute_placed');
    call keep_by('attribute', 'attribute_placed');
    call keep_by('attribute_rule', 'attribute_placed');
    call keep_by('wave_instrument', 'wave_placed');
    foreach made in array array[
        'program', 'practice', 'enrolment', 'attribute', 'attribute_value', 'attribute_rule', 'practice_attribute', 'wave',
        'wave_instrument', 'instrument_version', 'missing_reason', 'roundtable', 'roundtable_attendance', 'finding', 'endorsement',
        'recommendation', 'recommendation_status', 'recommendation_evidence', 'theme', 'stakeholder_group', 'policy_area',
        'policy_level', 'token_revocation'] loop
        call keep_by(made, 'change_noted');
    end loop;
end
$$;
-- Its instruments come after it and go before it: only a change moves anything.
create trigger wave_placed_update after update on wave
    referencing old table as gone new table as came for each statement execute function wave_placed();
-- A key that is new tells nothing of a report; one that ends does.
create trigger change_noted_update after update on api_key
    referencing old table as gone new table as came for each statement execute function change_noted();

revoke execute on function submission_heard(), enrolment_placed(), practice_attribute_placed(), attribute_placed(), wave_placed(),
    change_noted(), sheet_lock(int[]), change_tick(), sheet_pairs(int[], int[], int[]), wave_pair_sheets(wave_pair[]), stratum_make(int[]),
    sheet_apply(sheet_change[]), sheet_refresh(int[], int[]), participant_keep(int[]), standing_due(), sheets_rebuild(), change_all(), wave_pair_due(int[]),
    sheet_heard(int, int, int[]), sheet_merged(int, int, int) from public;

select sheets_rebuild();
select change_all();
