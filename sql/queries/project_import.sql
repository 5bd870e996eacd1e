-- project_import(program, codebook, version, pass, kind, consent, language, part2, sources, excerpts, coders) writes
-- What a project says beside its codes, which are stored, and its codings, which come behind it.
with target as (
    select program_id from program where program = :program
), book as (
    select v.version_id, (select count(*) from code c where c.version_id = v.version_id) as codes
    from codebook k join codebook_version v using (codebook_id) where k.codebook = :codebook and v.version = :version
), made as (
    insert into source as s (program_id, source, kind, title, language, consent, part2, characters)
    select t.program_id, n.source, :kind, left(n.title, 200), coalesce(:language, 'en'), :consent, :part2::boolean, length(n.text)
    from target t, jsonb_to_recordset(:sources::jsonb) as n (source text, title text, text text)
    returning s.program_id, s.source_id, s.source
), written as (
    insert into source_text (program_id, source_id, consent, text)
    select m.program_id, m.source_id, :consent, n.text
    from jsonb_to_recordset(:sources::jsonb) as n (source text, text text) join made m using (source)
), cut as (
    insert into excerpt (program_id, source_id, starts, ends, consent, configuration, text)
    select m.program_id, m.source_id, e.starts, e.ends, :consent, text_configuration(coalesce(:language, 'en')), e.text
    from jsonb_to_recordset(:excerpts::jsonb) as e (source text, starts int, ends int, text text) join made m using (source)
    on conflict (source_id, starts, ends) do nothing
    returning 1
), opened as (
    insert into pass as p (program_id, pass, name, kind, version_id, blind)
    select t.program_id, :pass, :pass, 'coding', b.version_id, false from target t, book b
    returning p.program_id, p.pass_id
), named as (
    insert into pass_coder (program_id, pass_id, coder, identity)
    select o.program_id, o.pass_id, c.coder, c.identity
    from opened o, jsonb_to_recordset(:coders::jsonb) as c (coder text, identity text)
    returning 1
)
select case when not exists (select from target) then 'not-found' end as _problem,
       '/v1/programs/' || :program::text || '/passes' as _location, :program::text as program, :codebook::text as codebook,
       :version::text as version, :pass::text as pass, (select codes from book) as codes, (select count(*) from made) as sources,
       (select count(*) from cut) as excerpts, (select count(*) from named) as coders, 0::bigint as codings, 0::bigint as skipped
