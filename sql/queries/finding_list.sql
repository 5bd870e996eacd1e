-- finding_list(program, roundtable) reads
-- Quotes are those that the caller may read.
select case when r.roundtable is null then 'not-found' end as _problem, f.finding, f.theme, t.label as theme_label,
       n.session, f.text, s.support, s.conditional, s.oppose, s.abstain,
       (select string_agg(concat_ws('/', k.codebook, v.version, c.code), ' ' order by k.codebook, v.version, c.code)
        from finding_code fc join code c using (code_id) join codebook_version v using (version_id) join codebook k using (codebook_id)
        where fc.finding_id = f.finding_id) as codes,
       (select string_agg(o.source || '/' || x.starts || '-' || x.ends, ' ' order by o.source, x.starts || '-' || x.ends)
        from finding_quote q join excerpt x using (excerpt_id) join source o using (source_id)
        where q.finding_id = f.finding_id) as quotes
from (values (1)) one
left join (program p join roundtable r using (program_id)) on p.program = :program and r.roundtable = :roundtable
left join finding f using (roundtable_id)
left join roundtable_session n using (session_id)
left join theme t using (theme)
left join lateral stance((select coalesce(jsonb_agg(e.endorsement), '[]') from endorsement e
                          where e.finding_id = f.finding_id)) s on true
where f.finding is not null or r.roundtable is null
order by f.finding
