-- sheets_at(program, instrument, version, wave, kinds, strata, filter, as_of) reads
-- As sheets_read, as it was at a moment.
with waves as materialized (
    select * from asked_waves(string_to_array(:program, ','), string_to_array(:wave, ','))
), versions as materialized (
    select version_id from asked_versions(string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:kinds, ','))
), strata as materialized (
    select * from stratum_groups(string_to_array(:strata, ','), :filter::jsonb)
), sheets as (
    select wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons from sheet
    where since <= :as_of::timestamptz
    union all
    select wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons from sheet_past
    where since <= :as_of::timestamptz and until > :as_of::timestamptz
)
select w.wave, w.position, s.version_id, g.stratum_1, g.stratum_2, g.stratum_3, 1 as sign, null::bytea as vector,
       s.received, s.in_work, s.answers, s.denominators, s.reasons::bigint[]
from sheets s join waves w using (wave_id) join versions using (version_id) join strata g using (stratum_id)
