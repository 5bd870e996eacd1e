-- cells_read(program, instrument, version, wave, kinds, strata, filter) reads
-- Cells by strata, and the changes that are not folded into them yet.
with waves as materialized (
    select * from asked_waves(string_to_array(:program, ','), string_to_array(:wave, ','))
), versions as materialized (
    select version_id from asked_versions(string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:kinds, ','))
), strata as materialized (
    select * from stratum_groups(string_to_array(:strata, ','), :filter::jsonb)
)
select w.wave, w.position, c.version_id, s.stratum_1, s.stratum_2, s.stratum_3, 1 as sign, c.vector,
       null::boolean as received, null::boolean as in_work, null::bigint[] as answers, null::bigint[] as denominators,
       null::bigint[] as reasons
from cell c join waves w using (wave_id) join versions using (version_id) join strata s using (stratum_id)
union all
select w.wave, w.position, c.version_id, s.stratum_1, s.stratum_2, s.stratum_3, c.sign, null,
       c.received, c.in_work, c.answers, c.denominators, c.reasons::bigint[]
from change c join waves w using (wave_id) join versions using (version_id) join strata s using (stratum_id)
where c.kind = 1
