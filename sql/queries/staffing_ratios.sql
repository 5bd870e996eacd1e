-- staffing_ratios(program, instrument, version, wave, strata, filter) reads
select * from ratio_cells(string_to_array(:program, ','), string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:wave, ','),
    coalesce(string_to_array(:strata, ','), '{}'), :filter::jsonb, array['staffing'])
order by instrument, wave_position, wave, item, stratum_1, stratum_2, stratum_3
