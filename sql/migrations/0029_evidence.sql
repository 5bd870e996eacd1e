-- What a recommendation waits for, and what it stands on, so that it can be looked at again.

create table recommendation_dependency (
    program_id int not null references program,
    recommendation_id int not null,
    requires_id int not null,
    primary key (recommendation_id, requires_id),
    foreign key (program_id, recommendation_id) references recommendation (program_id, recommendation_id),
    foreign key (program_id, requires_id) references recommendation (program_id, recommendation_id),
    constraint recommendation_waits_for_another check (recommendation_id <> requires_id)
);
create index on recommendation_dependency (requires_id);

-- A statement that checks does not see what another just adds: so one at a time, and looked at after the lock is had.
create function recommendation_waits() returns trigger language plpgsql
as $$
begin
    perform pg_advisory_xact_lock(hashtext('recommendation_dependency'), new.program_id);
    if exists (
        with recursive reached as (
            select new.requires_id as id
            union
            select d.requires_id from reached r join recommendation_dependency d on d.recommendation_id = r.id
        )
        select from reached where id = new.recommendation_id)
    then
        raise exception using errcode = '23514', constraint = 'recommendation_waits_for_itself';
    end if;
    return null;
end
$$;
create trigger recommendation_waits after insert on recommendation_dependency for each row execute function recommendation_waits();

alter table recommendation_evidence
    add column kind text not null default 'report' check (kind in ('report', 'aggregate', 'theme', 'quote', 'document')),
    add column code_id int references code,
    add column excerpt_id bigint,
    add column url text,
    add column title text,
    add column question jsonb,
    add column picked jsonb,
    add column figure jsonb,
    add column as_of timestamptz,
    add column data_version text,
    add column linked_at timestamptz not null default now(),
    add column linked_by text default actor(),
    alter column report drop not null,
    alter column query drop not null,
    alter column row_key drop not null,
    add foreign key (program_id, excerpt_id) references excerpt (program_id, excerpt_id),
    add constraint evidence_is_of_its_kind check (case kind when 'report' then row_key is not null when 'theme' then code_id is not null
        when 'quote' then excerpt_id is not null when 'document' then url is not null
        else num_nulls(question, picked, figure, as_of) = 0 end);
comment on column recommendation_evidence.picked is 'Which of the figures that answer the question: its columns but those in figure.';
comment on column recommendation_evidence.figure is 'The figure as it was as_of that moment, texts as answers write them.';
comment on column recommendation_evidence.data_version is 'Of the answer; null where it was given to who sees a part of the state.';

create function evidence_placed() returns trigger language plpgsql
as $$
begin
    perform pg_advisory_xact_lock(hashtext('recommendation_evidence'), new.recommendation_id);
    new.position := coalesce(new.position, (select coalesce(max(e.position), 0) + 1 from recommendation_evidence e
                                            where e.recommendation_id = new.recommendation_id));
    return new;
end
$$;
create trigger evidence_placed before insert on recommendation_evidence for each row execute function evidence_placed();

call guard_by_program('recommendation_dependency', 'roundtables:write');
call guard_scope('recommendation_dependency', '{roundtables:read,roundtables:write,reports:read}');
grant delete on recommendation_dependency to continuum_service;

create function is_overdue(r recommendation) returns boolean language sql stable
as $$ select coalesce(r.target_on < current_date, false) and r.status not in ('done', 'declined') $$;

-- Quotes show where they are from only to who may read excerpts.
create function shown(e recommendation_evidence)
returns table ("position" int, kind text, report text, query text, "row" text, value numeric, unit text, n int, expected int, low numeric,
               high numeric, status text, method text, as_of text, data_version text, question jsonb, code text, source text, excerpt text,
               url text, title text, note text, linked_at text, linked_by text)
language sql stable as $$
    select e.position, e.kind, e.report, e.query,
           coalesce(e.row_key, (select string_agg(key || '=' || value, ' ' order by key) from jsonb_each_text(e.picked) where value is not null)),
           coalesce(e.value, (e.figure ->> 'value')::numeric), e.figure ->> 'unit', (e.figure ->> 'n')::int, (e.figure ->> 'expected')::int,
           (e.figure ->> 'low')::numeric, (e.figure ->> 'high')::numeric, e.figure ->> 'status', e.figure ->> 'method', iso(e.as_of),
           e.data_version, e.question,
           (select concat_ws('/', k.codebook, v.version, c.code)
            from code c join codebook_version v using (version_id) join codebook k using (codebook_id) where c.code_id = e.code_id),
           q.source, q.excerpt, e.url, e.title, e.note, iso(e.linked_at), e.linked_by
    from (values (1)) one
    left join lateral (select s.source, x.starts || '-' || x.ends as excerpt from excerpt x join source s using (source_id)
                       where x.excerpt_id = e.excerpt_id) q on true
$$;
