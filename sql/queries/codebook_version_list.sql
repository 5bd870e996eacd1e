-- codebook_version_list(codebook) reads
select case when b.codebook is null then 'not-found' end as _problem, x.*
from (values (1)) one
left join codebook b on b.codebook = :codebook
left join (codebook_version v cross join lateral shown(v) x) on v.codebook_id = b.codebook_id
where x.version is not null or b.codebook is null
order by v.version_id
