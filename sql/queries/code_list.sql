-- code_list(codebook, version) reads
select case when v.version_id is null then 'not-found' end as _problem, c.position, c.code, c.parent, c.kind, c.theme, c.label,
       c.definition, c.include, c.exclude, c.guid, c.color, c.codable
from (values (1)) one
left join (codebook b join codebook_version v using (codebook_id)) on b.codebook = :codebook and v.version = :version
left join code c using (version_id)
where c.code is not null or v.version_id is null
order by c.position
