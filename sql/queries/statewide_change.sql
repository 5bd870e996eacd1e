-- statewide_change(program, filter) reads
select * from change_cells(string_to_array(:program, ','), array(select instrument from instrument where kind in ('framework', 'level')), null,
                           :filter::jsonb)
order by instrument, wave_position, wave, domain
