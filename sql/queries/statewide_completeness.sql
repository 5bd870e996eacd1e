-- statewide_completeness(program, filter) reads
select * from completeness_cells(string_to_array(:program, ','), null, null, null, '{}', :filter::jsonb)
where measure in ('expected', 'received')
order by instrument, wave_position, wave, position
