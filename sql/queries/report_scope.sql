-- report_scope(report, at_or_above, program, instrument, version, wave, item, strata, compare, filter) reads
with faults as (
    select * from scope_faults(:report, :at_or_above::int, string_to_array(:program, ','), string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:wave, ','),
                               string_to_array(:item, ','), string_to_array(:strata, ','), :compare, :filter::jsonb)
)
select case when exists (select from faults) then 'invalid-content' end as _problem,
       (select jsonb_agg(jsonb_build_object('parameter', parameter, 'code', code, 'detail', detail)) from faults) as _errors,
       (select max(version_id) from instrument_version) as _versions,
       kept_by_stratum(string_to_array(:strata, ','), :filter::jsonb) as _kept,
       iso(now()) as as_of,
       (select iso(max(s.accepted_at)) from submission s join program p using (program_id)
        where s.accepted_at is not null
          and (:program::text is null or p.program = any (string_to_array(:program, ',')))) as latest_submission_at
