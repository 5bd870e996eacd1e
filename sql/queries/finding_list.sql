-- finding_list(program, roundtable) reads
select case when r.roundtable is null then 'not-found' end as _problem, f.finding, f.theme, t.label as theme_label,
       f.text, s.support, s.conditional, s.oppose, s.abstain
from (values (1)) one
left join (program p join roundtable r using (program_id)) on p.program = :program and r.roundtable = :roundtable
left join finding f using (roundtable_id)
left join theme t using (theme)
left join lateral stance((select coalesce(jsonb_agg(e.endorsement), '[]') from endorsement e
                          where e.finding_id = f.finding_id)) s on true
where f.finding is not null or r.roundtable is null
order by f.finding
