-- codebook_list() reads
select x.* from codebook_version v, lateral shown(v) x order by x.codebook, v.version_id
