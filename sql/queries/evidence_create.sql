-- evidence_create(program, recommendation, body, picked, figure, as_of, data_version) writes
with b as (
    select * from jsonb_to_record(:body::jsonb) as b (kind text, codebook text, version text, code text, source text, excerpt text,
                                                      question jsonb, url text, title text, note text)
), target as (
    select r.program_id, r.recommendation_id from program p join recommendation r using (program_id)
    where p.program = :program and r.recommendation = :recommendation
), member (name, kind, required) as (
    values ('codebook', 'theme', true), ('version', 'theme', true), ('code', 'theme', true), ('source', 'quote', true),
           ('excerpt', 'quote', true), ('question', 'aggregate', true), ('row', 'aggregate', false), ('as_of', 'aggregate', false),
           ('url', 'document', true), ('title', 'document', true)
), coded as (
    select c.code_id from b join codebook k using (codebook) join codebook_version v using (codebook_id, version)
    join code c on c.version_id = v.version_id and c.code = b.code where b.kind = 'theme' and v.published_at is not null
), quoted as (
    select x.excerpt_id, x.consent from b cross join target t join source s on s.program_id = t.program_id and s.source = b.source
    join excerpt x on x.source_id = s.source_id and x.starts || '-' || x.ends = b.excerpt where b.kind = 'quote'
), there as (
    select count(*) as links, count(*) filter (where e.kind = 'aggregate') as aggregates from target join recommendation_evidence e using (recommendation_id)
), faults as (
    select fault('/' || m.name, 'missing', 'is required of this kind') as fault
    from b join member m using (kind) where m.required and not :body::jsonb ? m.name
    union all
    select fault('/' || m.name, 'not_allowed', 'belongs to another kind') from b join member m on m.kind <> b.kind where :body::jsonb ? m.name
    union all
    select fault('/code', 'unknown_code', 'is not a code of a published version of this codebook')
    from b where num_nulls(codebook, version, code) = 0 and b.kind = 'theme' and not exists (select from coded)
    union all
    select fault('/excerpt', 'unknown_excerpt', 'is not an excerpt of this source, START-END in code points')
    from b where num_nulls(source, excerpt) = 0 and b.kind = 'quote' and not exists (select from quoted)
    union all
    select fault('/excerpt', 'not_quotable', 'its speakers did not agree to be quoted') from quoted
    where consent not in ('deidentified', 'attributed')
    union all
    select fault('/url', 'invalid_format', 'must begin with https:// or http://') from b where url !~ '^https?://[^\s]+$'
    union all
    select fault('/kind', 'too_many', 'at most 100 links, 20 of them to aggregates')
    from b, there where links >= 100 or b.kind = 'aggregate' and aggregates >= 20
), made as (
    insert into recommendation_evidence as e (program_id, recommendation_id, kind, code_id, excerpt_id, url, title, note, question, picked,
                                              figure, as_of, data_version)
    select t.program_id, t.recommendation_id, b.kind, (select code_id from coded), (select excerpt_id from quoted), b.url, b.title, b.note,
           b.question, :picked::jsonb, :figure::jsonb, :as_of::timestamptz, :data_version
    from b, target t where not exists (select from faults)
    returning e as it
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/programs/' || :program::text || '/recommendations/' || :recommendation::text || '/evidence' as _location, x.*,
       null as verified, null::numeric as value_now
from target left join made on true left join lateral shown(made.it) x on true
