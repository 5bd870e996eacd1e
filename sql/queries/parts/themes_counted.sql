-- The pass whose codings count, and the codes that are told.
counted as materialized (
    select p.program_id, p.version_id, coalesce(r.pass_id, p.pass_id) as pass_id, coalesce(r.pass, p.pass) as pass
    from program g join pass p using (program_id)
    left join lateral (
        select r.pass_id, r.pass from pass r where r.reconciles_id = p.pass_id and r.released_at is not null
        order by r.released_at desc, r.pass_id desc limit 1) r on true
    where g.program = :program and p.pass = :pass and (p.released_at is not null or r.pass_id is not null)
), codes as materialized (
    select d.code_id, d.code, d.label, d.kind, row_number() over (order by d.position)::int - 1 as place
    from counted join code d using (version_id)
    where (:kind::text is null or d.kind = :kind) and (:level::text is distinct from 'top' or d.parent is null)
      and (:level::text is distinct from 'leaf'
           or not exists (select from code u where u.version_id = d.version_id and u.parent = d.code))
), said as materialized (
    select * from (
        select m.source_id, m.practice_id, c.place,
               case :agreed when 'majority' then m.given_by_majority when 'all' then m.given_by_all else m.given_by_any end as mentions
        from counted join mention m using (pass_id) join codes c using (code_id)
    ) m where mentions > 0
)
