-- measures_report(program, instrument, version, wave, strata, filter, item) reads
select * from measure_cells(string_to_array(:program, ','), string_to_array(:instrument, ','), string_to_array(:version, ','), string_to_array(:wave, ','),
    coalesce(string_to_array(:strata, ','), '{}'), :filter::jsonb, string_to_array(:item, ','), null)
where kind = 'rate' or :item::text is not null or instrument_kind_of(instrument) in ('measures', 'survey')
order by instrument, wave_position, wave, position, stratum_2, stratum_3, stratum_1 desc
