-- statewide_staffing(program, filter) reads
select * from ratio_cells(string_to_array(:program, ','), null, null, null, '{}', :filter::jsonb, array['staffing'])
where n > 0
order by instrument, wave_position, wave, item
