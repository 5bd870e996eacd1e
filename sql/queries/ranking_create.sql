-- ranking_create(program, roundtable, body) writes
with b as (
    select options, method, stakeholder_group, ballots
    from (select coalesce(options, 'recommendations') as options, method, stakeholder_group, ballots
          from jsonb_to_record(:body::jsonb) as b (options text, method text, stakeholder_group text, ballots jsonb)) b
), target as (
    select r.program_id, r.roundtable_id from program p join roundtable r using (program_id)
    where p.program = :program and r.roundtable = :roundtable
), ballot as (
    select n.it, n.ordinality - 1 as place, coalesce((n.it ->> 'voters')::int, 1) as voters
    from b, jsonb_array_elements(b.ballots) with ordinality n (it, ordinality)
), choice as (
    select l.place, n.ordinality - 1 as nth, c.*, '/ballots/' || l.place || '/choices/' || n.ordinality - 1 as pointer
    from ballot l, jsonb_array_elements(l.it -> 'choices') with ordinality n (it, ordinality),
         jsonb_to_record(n.it) as c (option text, dots int, rank int, over text)
), known as (
    select f.finding as option from b, target t join finding f using (roundtable_id) where b.options = 'findings'
    union all
    select r.recommendation from b, target t join recommendation r using (roundtable_id) where b.options = 'recommendations'
), present as (
    select a.participants from b, target t join roundtable_attendance a using (roundtable_id) where a.stakeholder_group = b.stakeholder_group
), faults as (
    select fault('/stakeholder_group', 'not_present', 'was not at this roundtable') as fault where not exists (select from present)
    union all
    select fault('/ballots', 'too_many', voters || ' voters of ' || participants || ' who were there')
    from present, (select sum(voters) as voters from ballot) s where voters > participants
    union all
    select fault('/ballots', 'too_many', 'at most 100 options are ranked')
    from (select count(distinct option) as options from (select option from choice union all select over from choice) o) n where options > 100
    union all
    select fault(c.pointer || '/' || o.name, 'unknown_option', 'is not one of the ' || b.options || ' of this roundtable')
    from b, choice c, lateral (values ('option', c.option), ('over', c.over)) o (name, option)
    where o.option is not null and o.option not in (select option from known)
    union all
    select fault(c.pointer || '/' || m.name, 'missing', 'is required with this method')
    from b, choice c, lateral (values ('dots', b.method = 'dots' and c.dots is null), ('rank', b.method = 'borda' and c.rank is null),
                                      ('over', b.method = 'pairwise' and num_nulls(c.over, c.rank) = 2)) m (name, missing)
    where m.missing
    union all
    select fault(c.pointer || '/' || m.name, 'not_allowed', 'does not belong to this method')
    from b, choice c, lateral (values ('dots', b.method <> 'dots' and c.dots is not null), ('rank', b.method = 'dots' and c.rank is not null),
                                      ('over', c.over is not null and (b.method <> 'pairwise' or c.rank is not null))) m (name, wrong)
    where m.wrong
    union all
    select fault(pointer || '/option', 'repeated', 'is there twice in this ballot')
    from (select pointer, row_number() over (partition by place, option, over order by nth) as times from choice) n where times > 1
    union all
    select fault(pointer || '/over', 'conflicting', 'stands beside ranks in this ballot')
    from choice c where over is not null and exists (select from b where method = 'pairwise')
      and exists (select from choice o where o.place = c.place and o.rank is not null)
    union all
    select fault(pointer || '/over', 'conflicting', 'is preferred to itself, or both ways, in this ballot')
    from choice c where exists (select from choice o where o.place = c.place and o.option = c.over and o.over = c.option)
), made as (
    insert into ranking as r (program_id, roundtable_id, options, method, stakeholder_group, ballots)
    select t.program_id, t.roundtable_id, b.options, b.method, b.stakeholder_group, b.ballots
    from b, target t where not exists (select from faults)
    returning r.*
)
select case when m.method is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || :program::text || '/roundtables/' || :roundtable::text || '/rankings' as _location,
       m.options, m.method, m.stakeholder_group, (select count(*) from ballot) as ballots, (select sum(voters) from ballot) as voters,
       true as counts, iso(m.recorded_at) as recorded_at, m.recorded_by
from target left join made m on true
