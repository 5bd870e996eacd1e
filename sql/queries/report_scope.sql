-- report_scope(report, at_or_above, program, instrument, version, wave, item, strata, compare, filter, from, priority, as_of, beside) reads
-- beside: strata that are of what is counted, and no attributes.
with sight as materialized (
    -- Whether cells tell it: who sees all practices, asking for what strata are made of.
    select all_practices() and not exists (
        select from (select unnest(string_to_array(:strata, ',')) union all select jsonb_object_keys(:filter::jsonb)) asked (name)
        where name <> all (array['program', 'cohort']) and name not in (select attribute from attribute where dimension)) as kept
), faults as materialized (
    select * from scope_faults(:report, :at_or_above::int, string_to_array(:program, ','), string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:wave, ','),
                               string_to_array(:item, ','),
                               array(select x from unnest(string_to_array(:strata, ',')) x where x <> all (coalesce(string_to_array(:beside, ','), '{}'))),
                               :compare, :filter::jsonb)
    union all
    select * from question_faults(:from, string_to_array(:priority, ','), string_to_array(:instrument, ','), :as_of::timestamptz,
                                  (select kept from sight))
)
select case when exists (select from faults) then 'invalid-content' end as _problem,
       -- As the question calls it, in an address or in a body.
       (select jsonb_agg(jsonb_build_object(case when :report = 'aggregate_ask' then 'pointer' else 'parameter' end,
                                            case when :report = 'aggregate_ask' then '/' else '' end
                                            || case when parameter = 'strata' and :report in ('aggregate_list', 'aggregate_ask', 'availability_report', 'evidence_create') then 'by'
                                                    else parameter end,
                                            'code', code, 'detail', detail)) from faults) as _errors,
       (select count(*) from instrument_version) as _versions,
       kept as _kept,
       iso(:as_of::timestamptz) as as_of,
       iso(latest_submission(string_to_array(:program, ','), :as_of::timestamptz)) as latest_submission_at,
       s.*
from sight cross join snapshot_state() s
