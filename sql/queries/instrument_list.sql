-- instrument_list() reads
select x.* from instrument_version v, lateral shown(v) x order by x._cursor
