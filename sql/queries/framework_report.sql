-- framework_report(program, instrument, version, wave, strata, filter, by) reads
select * from staged_cells(string_to_array(:program, ','), string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:wave, ','),
    coalesce(string_to_array(:strata, ','), '{}'), :filter::jsonb, :by::text = 'domain')
order by instrument, wave_position, wave, position, scale_id, stratum_1, stratum_2, stratum_3, level
