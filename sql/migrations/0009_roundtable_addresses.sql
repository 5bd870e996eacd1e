-- What answers show of roundtables and recommendations names the program, and
-- so do their cursors: a code alone no longer says which is meant.

create or replace function shown(r roundtable, groups bigint, participants bigint)
returns table (_cursor text, _revision int, roundtable text, program text, name text, held_on date, summary text,
               groups bigint, participants bigint, findings bigint, recommendations bigint, revision int)
language sql stable as $$
    select p.program || ' ' || r.roundtable, r.revision, r.roundtable, p.program, r.name, r.held_on, r.summary,
           groups, participants,
           (select count(*) from finding f where f.roundtable_id = r.roundtable_id),
           (select count(*) from recommendation c where c.roundtable_id = r.roundtable_id), r.revision
    from program p where p.program_id = r.program_id
$$;

drop function shown(recommendation);
drop function shown(recommendation, bigint);

create function shown(r recommendation, evidence bigint)
returns table (_cursor text, _revision int, recommendation text, roundtable text, program text, text text,
               policy_area text, policy_level text, owner text, target_on date, status text, evidence bigint,
               revision int)
language sql stable as $$
    select p.program || ' ' || r.recommendation, r.revision, r.recommendation, t.roundtable, p.program, r.text,
           r.policy_area, r.policy_level, r.owner, r.target_on, r.status, evidence, r.revision
    from roundtable t join program p using (program_id) where t.roundtable_id = r.roundtable_id
$$;

create function shown(r recommendation)
returns table (_cursor text, _revision int, recommendation text, roundtable text, program text, text text,
               policy_area text, policy_level text, owner text, target_on date, status text, evidence bigint,
               revision int)
language sql stable as $$
    select * from shown(r, (select count(*) from recommendation_evidence e
                            where e.recommendation_id = r.recommendation_id))
$$;
