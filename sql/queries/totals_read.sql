-- totals_read(program, instrument, version, wave, kinds) reads
-- Cells of all strata together, and the changes that are not folded into them yet.
with waves as materialized (
    select * from asked_waves(string_to_array(:program, ','), string_to_array(:wave, ','))
), versions as materialized (
    select version_id from asked_versions(string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:kinds, ','))
)
select w.wave, w.position, c.version_id, null as stratum_1, null as stratum_2, null as stratum_3, 1 as sign, c.vector,
       null::boolean as received, null::boolean as in_work, null::bigint[] as answers, null::bigint[] as denominators,
       null::bigint[] as reasons
from cell c join waves w using (wave_id) join versions using (version_id)
where c.stratum_id = 0
union all
select w.wave, w.position, c.version_id, null, null, null, c.sign, null,
       c.received, c.in_work, c.answers, c.denominators, c.reasons::bigint[]
from change c join waves w using (wave_id) join versions using (version_id)
where c.kind = 1
