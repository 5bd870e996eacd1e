-- statewide_measures(program, filter) reads
select * from measure_cells(string_to_array(:program, ','), null, null, null, '{}', :filter::jsonb, null, array['measures'])
where n > 0
order by instrument, wave_position, wave, position
