-- Codebooks: trees of codes in versions. A published version never changes; what became of a
-- code in the next one is recorded, so that earlier codings can be carried forward.

create table codebook (
    codebook_id int generated always as identity primary key,
    codebook text not null unique,
    name text not null,
    note text
);

create table codebook_version (
    version_id int generated always as identity primary key,
    codebook_id int not null references codebook,
    version text not null,
    follows_id int references codebook_version,
    source text,
    note text,
    published_at timestamptz,
    created_at timestamptz not null default now(),
    created_by text default actor(),
    unique (codebook_id, version)
);

create table code (
    code_id int generated always as identity primary key,
    version_id int not null references codebook_version,
    position int not null,
    code text not null,
    parent text,
    kind text not null check (kind in ('barrier', 'facilitator', 'best_practice', 'factor', 'success_factor',
                                       'recommendation', 'theme')),
    theme text references theme,
    label text not null,
    definition text,
    include text,
    exclude text,
    unique (version_id, code),
    foreign key (version_id, parent) references code (version_id, code),
    constraint code_is_not_its_own_parent check (parent <> code)
);
comment on column code.theme is 'The theme of findings of roundtables that says the same.';

create table code_origin (
    version_id int not null,
    code text not null,
    from_version_id int not null,
    from_code text not null,
    change text not null check (change in ('same', 'renamed', 'moved', 'merged', 'split')),
    primary key (version_id, code, from_code),
    foreign key (version_id, code) references code (version_id, code),
    foreign key (from_version_id, from_code) references code (version_id, code)
);

call guard_reference('codebook', 'codings:lead');
call guard_reference('codebook_version', 'codings:lead');
call guard_reference('code', 'codings:lead');
call guard_reference('code_origin', 'codings:lead');

do $$
declare
    guarded text;
begin
    -- Codebooks belong to the whole state: who sees only a part of it does not write them.
    foreach guarded in array array['codebook', 'codebook_version', 'code', 'code_origin'] loop
        execute format('alter policy %I on %I with check ((select holds(%L)) and (select all_programs()))',
                       guarded || '_insert', guarded, 'codings:lead');
    end loop;
end
$$;
create policy codebook_version_update on codebook_version for update to continuum_service
    using ((select holds('codings:lead')) and (select all_programs()) and published_at is null)
    with check (published_at is not null);
grant update (published_at) on codebook_version to continuum_service;

create function shown(v codebook_version)
returns table (_cursor text, codebook text, version text, name text, status text, follows text, codes bigint, source text,
               note text, published_at text, created_at text, created_by text)
language sql stable as $$
    select b.codebook || ' ' || v.version, b.codebook, v.version, b.name,
           case when v.published_at is null then 'draft' else 'published' end,
           (select f.version from codebook_version f where f.version_id = v.follows_id),
           (select count(*) from code c where c.version_id = v.version_id), v.source, v.note, iso(v.published_at),
           iso(v.created_at), v.created_by
    from codebook b where b.codebook_id = v.codebook_id
$$;
