-- vote_create(program, roundtable, body) writes
with b as (
    select b.*, b.support + b.conditional + b.oppose + b.abstain as votes
    from (select finding, recommendation, stakeholder_group, coalesce(support, 0) as support, coalesce(conditional, 0) as conditional,
                 coalesce(oppose, 0) as oppose, coalesce(abstain, 0) as abstain, condition, dissent
          from jsonb_to_record(:body::jsonb) as b (finding text, recommendation text, stakeholder_group text, support int, conditional int,
                                                   oppose int, abstain int, condition text, dissent text)) b
), target as (
    select r.program_id, r.roundtable_id from program p join roundtable r using (program_id)
    where p.program = :program and r.roundtable = :roundtable
), subject as (
    select (select f.finding_id from finding f where f.roundtable_id = t.roundtable_id and f.finding = b.finding) as finding_id,
           (select r.recommendation_id from recommendation r
            where r.roundtable_id = t.roundtable_id and r.recommendation = b.recommendation) as recommendation_id,
           (select a.participants from roundtable_attendance a
            where a.roundtable_id = t.roundtable_id and a.stakeholder_group = b.stakeholder_group) as participants
    from b, target t
), faults as (
    select fault('/finding', 'missing', 'or recommendation is required') as fault from b where num_nonnulls(finding, recommendation) = 0
    union all
    select fault('/finding', 'conflicting', 'and recommendation are not voted on at once') from b where num_nonnulls(finding, recommendation) = 2
    union all
    select fault('/finding', 'unknown_finding', 'is not a finding of this roundtable')
    from b, subject s where b.finding is not null and s.finding_id is null
    union all
    select fault('/recommendation', 'unknown_recommendation', 'is not a recommendation of this roundtable')
    from b, subject s where b.recommendation is not null and s.recommendation_id is null
    union all
    select fault('/stakeholder_group', 'not_present', 'was not at this roundtable') from subject where participants is null
    union all
    select fault('/support', 'too_many', votes || ' votes of ' || participants || ' who were there') from b, subject where votes > participants
    union all
    select fault('/support', 'missing', 'or another vote is required') from b where votes = 0
    union all
    select fault('/condition', 'missing', 'is required where support is conditional') from b where conditional > 0 and condition is null
), made as (
    insert into vote as v (program_id, roundtable_id, finding_id, recommendation_id, stakeholder_group, support, conditional, oppose, abstain,
                           condition, dissent)
    select t.program_id, t.roundtable_id, s.finding_id, s.recommendation_id, b.stakeholder_group, b.support, b.conditional, b.oppose,
           b.abstain, b.condition, b.dissent
    from b, target t, subject s where not exists (select from faults)
    returning v as it
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || :program::text || '/roundtables/' || :roundtable::text || '/votes' as _location, x.*
from target left join made on true left join lateral shown(made.it, true) x on true
