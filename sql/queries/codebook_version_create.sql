-- codebook_version_create(codebook, version, follows, note, columns, rows) writes
-- What became of each code of the version before is read from `from`; where that is not said, a code of the same name is the same.
with recursive book as (
    select codebook_id from codebook where codebook = :codebook
), before as (
    select v.version_id, v.published_at from book join codebook_version v using (codebook_id) where v.version = :follows
), sent as (
    select (r ->> 'row')::int as row, c.* from jsonb_array_elements(:rows::jsonb) r,
         jsonb_to_record(r -> 'cells') as c (code text, parent text, kind text, theme text, label text, definition text,
                                             include text, exclude text, "from" text, guid text, color text, codable text)
), reached as (
    select code from sent where parent is null and code is not null
    union
    select s.code from sent s join reached r on s.parent = r.code
), said as (
    select s.row, s.code, s.parent, f.from_code
    from sent s, string_to_table(s."from", '|') f (from_code) where s."from" is not null
    union
    select s.row, s.code, s.parent, c.code
    from sent s join before b on true join code c on c.version_id = b.version_id and c.code = s.code where s."from" is null
), origins as (
    select s.*, o.parent as from_parent, o.code is not null as known, count(*) over (partition by s.code) as sources,
           count(*) over (partition by s.from_code) as uses
    from said s left join before b on true left join code o on o.version_id = b.version_id and o.code = s.from_code
), changes as (
    -- A code is where it was if its parent comes of what was its parent.
    select o.*, case when sources > 1 then 'merged' when uses > 1 then 'split'
                     when not (o.parent is null and o.from_parent is null
                               or exists (select from said p where p.code = o.parent and p.from_code = o.from_parent)) then 'moved'
                     when o.code <> o.from_code then 'renamed' else 'same' end as change
    from origins o
), faults as (
    select 1 as row, c.name as "column", 'unknown_column' as code, 'is not known here' as detail
    from jsonb_array_elements_text(:columns::jsonb) c (name)
    where c.name <> all (array['position', 'code', 'parent', 'kind', 'theme', 'label', 'definition', 'include', 'exclude', 'from', 'guid',
                               'color', 'codable'])
    union all
    select s.row, d.key, 'missing', 'is required'
    from sent s, lateral (values ('code', s.code), ('kind', s.kind), ('label', s.label)) d (key, value) where d.value is null
    union all
    select row, 'code', 'invalid_format', 'must be a code: 1 to 64 of A-Z a-z 0-9 _ - .' from sent where code !~ '^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$'
    union all
    select row, 'code', 'repeated', 'is there twice'
    from (select row, row_number() over (partition by code order by row) as nth from sent where code is not null) n where nth > 1
    union all
    select row, 'guid', 'invalid_format', 'must be a GUID: 8-4-4-4-12 hexadecimal digits' from sent
    where guid !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    union all
    select row, 'guid', 'repeated', 'is there twice'
    from (select row, row_number() over (partition by lower(guid) order by row) as nth from sent where guid is not null) n where nth > 1
    union all
    select row, 'color', 'invalid_format', 'must be a color: # and six hexadecimal digits' from sent where color !~ '^#[0-9A-Fa-f]{6}$'
    union all
    select row, 'codable', 'not_allowed', 'must be one of: true, false' from sent where codable <> all (array['true', 'false'])
    union all
    select row, 'kind', 'not_allowed', 'must be one of: barrier, facilitator, best_practice, factor, success_factor, recommendation, theme'
    from sent where kind <> all (array['barrier', 'facilitator', 'best_practice', 'factor', 'success_factor', 'recommendation', 'theme'])
    union all
    select row, 'theme', 'unknown_theme', 'is not a theme that is known' from sent s
    where theme is not null and not exists (select from theme t where t.theme = s.theme)
    union all
    select s.row, d.key, 'too_long', 'must have at most ' || d.most || ' characters'
    from sent s, lateral (values ('label', s.label, 200), ('definition', s.definition, 4000), ('include', s.include, 4000),
                                 ('exclude', s.exclude, 4000)) d (key, value, most) where length(d.value) > d.most
    union all
    select row, 'parent', 'unknown_code', 'is not a code of this version' from sent s
    where parent is not null and not exists (select from sent p where p.code = s.parent)
    union all
    select row, 'parent', 'cycle', 'leads round in a circle' from sent s
    where exists (select from sent p where p.code = s.parent) and code not in (select code from reached)
    union all
    select row, 'from', 'unknown_code', 'is not a code of the version that this one follows' from origins where not known
    union all
    select 0, 'follows', 'unknown_version', 'is not a published version of this codebook'
    where :follows::text is not null and not exists (select from before where published_at is not null)
), made as (
    insert into codebook_version as v (codebook_id, version, follows_id, note)
    select book.codebook_id, :version, (select version_id from before), :note from book where not exists (select from faults)
    returning v as it
), lasting as (
    -- A code that goes on keeps its GUID, unless another is given it.
    select h.code, o.guid
    from changes h join before b on true join code o on o.version_id = b.version_id and o.code = h.from_code
    where h.change in ('same', 'renamed', 'moved') and not exists (select from sent s where lower(s.guid) = o.guid::text)
), codes as (
    insert into code (version_id, position, code, parent, kind, theme, label, definition, include, exclude, guid, color, codable)
    select (m.it).version_id, row_number() over (order by s.row), s.code, s.parent, s.kind, s.theme, s.label, s.definition, s.include,
           s.exclude, coalesce(s.guid::uuid, l.guid, gen_random_uuid()), s.color, coalesce(s.codable::boolean, true)
    from made m, sent s left join lasting l using (code)
    returning code
), kept as (
    insert into code_origin (version_id, code, from_version_id, from_code, change)
    select (m.it).version_id, c.code, b.version_id, c.from_code, c.change from made m, before b, changes c
)
select case when not exists (select from book) then 'not-found' when failed.count > 0 then 'invalid-content' end as _problem,
       failed.errors as _errors, failed.count as _error_count,
       '/v1/codebooks/' || x.codebook || '/versions/' || x.version || '/codes' as _location, x.codebook, x.version, x.name, x.status,
       x.follows, (select count(*) from codes) as codes, x.source, x.note, x.published_at, x.created_at, x.created_by
from (select count(*), jsonb_agg(jsonb_build_object('row', row, 'column', "column", 'code', code, 'detail', detail)
                                 order by row, "column", code) filter (where nth <= 1000) as errors
      from (select *, row_number() over (order by row, "column", code) as nth from faults) n) failed
left join made m on true left join lateral shown(m.it) x on true
