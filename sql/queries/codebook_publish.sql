-- codebook_publish(codebook, version) writes
-- What is published stays so: asked for again it is answered as it is.
with target as (
    select v.version_id, v as it from codebook b join codebook_version v using (codebook_id)
    where b.codebook = :codebook and v.version = :version
), changed as (
    update codebook_version v set published_at = now() from target t
    where v.version_id = t.version_id and v.published_at is null
    returning v as it
)
select x.* from (
    select it from changed
    union all
    select it from target where (it).published_at is not null
) found, lateral shown(found.it) x
