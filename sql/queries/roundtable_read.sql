-- roundtable_read(roundtable) reads
select x.* from roundtable r, lateral shown(r) x where r.roundtable = :roundtable
