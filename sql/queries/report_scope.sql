-- report_scope(report, at_or_above, program, instrument, version, wave, item, strata, compare, filter, from, priority, as_of) reads
with sight as (
    -- Whether cells tell it: who sees all practices, asking for what strata are made of.
    select all_practices() and not exists (
        select from (select unnest(string_to_array(:strata, ',')) union all select jsonb_object_keys(:filter::jsonb)) asked (name)
        where name <> all (array['program', 'cohort']) and name not in (select attribute from attribute where dimension)) as kept
), faults as (
    select * from scope_faults(:report, :at_or_above::int, string_to_array(:program, ','), string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:wave, ','),
                               string_to_array(:item, ','), string_to_array(:strata, ','), :compare, :filter::jsonb)
    union all
    select 'from', 'unknown_wave', :from::text || ' is not a wave; there are: ' || coalesce((select string_agg(distinct wave, ', ') from wave), 'none')
    where :from::text is not null and :from::text not in (select wave from wave)
    union all
    select 'priority', 'unknown_item', x || ' is not an item of the instruments asked for'
    from unnest(string_to_array(:priority, ',')) x
    where x not in (select t.item from item t join instrument_version v using (version_id) join instrument i using (instrument_id)
                    where :instrument::text is null or i.instrument = any (string_to_array(:instrument, ',')))
    union all
    select 'as_of', 'not_allowed', 'is answered by what strata are made of: program, cohort, '
           || coalesce((select string_agg(attribute, ', ' order by attribute) from attribute where dimension), 'nothing else')
           || '; and to who sees all practices'
    from sight where :as_of::text is not null and not kept
    union all
    select 'as_of', 'too_large', 'is not over yet' where :as_of::timestamptz > clock_timestamp()
), named as (
    -- As the question calls it, in an address or in a body.
    select case when parameter = 'strata' and :report in ('aggregate_list', 'aggregate_ask', 'availability_report') then 'by'
                else parameter end as parameter, code, detail from faults
)
select case when exists (select from faults) then 'invalid-content' end as _problem,
       (select jsonb_agg(case when :report = 'aggregate_ask' then jsonb_build_object('pointer', '/' || parameter, 'code', code, 'detail', detail)
                              else jsonb_build_object('parameter', parameter, 'code', code, 'detail', detail) end) from named) as _errors,
       (select count(*) from instrument_version) as _versions,
       (select kept from sight) as _kept,
       iso(:as_of::timestamptz) as as_of,
       (select iso(max(l.accepted_at)) from program p
        cross join lateral (select s.accepted_at from submission s
                            where s.program_id = p.program_id and s.accepted_at <= coalesce(:as_of::timestamptz, 'infinity')
                            order by s.accepted_at desc limit 1) l
        where :program::text is null or p.program = any (string_to_array(:program, ','))) as latest_submission_at
