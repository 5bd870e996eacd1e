-- completeness_report(program, instrument, version, wave, strata, filter) reads
select * from completeness_cells(string_to_array(:program, ','), string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:wave, ','),
    coalesce(string_to_array(:strata, ','), '{}'), :filter::jsonb)
order by instrument, wave_position, wave, stratum_1, stratum_2, stratum_3, position
