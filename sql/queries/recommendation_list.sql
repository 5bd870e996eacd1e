-- recommendation_list(program, after, limit) reads
with listed as (
    select r as it from recommendation r join program g using (program_id)
    where (:program::text is null or g.program = :program)
      and (:after::text is null or g.program || ' ' || r.recommendation > :after)
    order by g.program || ' ' || r.recommendation limit :limit::int + 1
)
select x.* from listed, lateral shown(listed.it) x order by x._cursor
