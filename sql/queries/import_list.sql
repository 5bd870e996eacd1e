-- import_list(program, state, after, limit) reads
with listed as (
    select i as it from import i join program p using (program_id)
    where i.state <> 'receiving' and (:program::text is null or p.program = :program)
      and (:state::text is null or i.state = :state)
      and (:after::uuid is null or i.import > :after::uuid)
    order by i.import limit :limit::int + 1
)
select x.* from listed, lateral shown(listed.it) x order by x._cursor
