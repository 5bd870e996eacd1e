-- code_origin_list(codebook, version) reads
with target as (
    select v.version_id, v.follows_id from codebook b join codebook_version v using (codebook_id)
    where b.codebook = :codebook and v.version = :version
), listed as (
    select o.code, o.from_code, o.change, c.position from target t join code_origin o using (version_id)
    join code c on c.version_id = o.version_id and c.code = o.code
    union all
    select c.code, null, 'new', c.position from target t join code c using (version_id)
    where not exists (select from code_origin o where o.version_id = c.version_id and o.code = c.code)
    union all
    select null, c.code, 'dropped', c.position from target t join code c on c.version_id = t.follows_id
    where not exists (select from code_origin o where o.version_id = t.version_id and o.from_code = c.code)
)
select case when not exists (select from target) then 'not-found' end as _problem, l.code, l.from_code, l.change
from (values (1)) one left join listed l on true
where l.change is not null or not exists (select from target)
order by l.code is null, l.position, l.from_code
