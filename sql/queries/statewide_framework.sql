-- statewide_framework(program, filter) reads
select c.* from staged_cells(string_to_array(:program, ','), array(select instrument from instrument where kind in ('framework', 'level')), null, null,
                             '{}', :filter::jsonb, true) c
order by instrument, wave_position, wave, position, scale_id, level
