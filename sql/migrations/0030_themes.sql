-- What was said, counted when a pass is released: then its codings are final, and reports
-- read a row a source and code, however many excerpts and coders there were.

create table coded_source (
    pass_id int not null,
    source_id bigint not null,
    program_id int not null references program,
    practice_id int,
    wave_id int,
    source text not null,
    kind text not null,
    held_on date,
    speakers jsonb not null,
    excerpts int not null,
    primary key (pass_id, source_id),
    foreign key (program_id, pass_id) references pass (program_id, pass_id),
    foreign key (program_id, source_id) references source (program_id, source_id),
    foreign key (practice_id, program_id) references enrolment
);
comment on table coded_source is 'Sources that were read in a released pass; of one that reconciles another, also what it left as it was there.';
comment on column coded_source.speakers is 'The role and stakeholder_group of each of its participants.';

create table mention (
    pass_id int not null,
    source_id bigint not null,
    code_id int not null references code,
    program_id int not null references program,
    practice_id int,
    given_by_any int not null,
    given_by_majority int not null,
    given_by_all int not null,
    primary key (pass_id, source_id, code_id),
    foreign key (pass_id, source_id) references coded_source
);
comment on table mention is
    'In how many excerpts of a source a code, or one below it in the tree, was given: by any coder who read the excerpt, by more than half of them, by all.';

create policy owner_resolves on coding for select to current_user using (true);
create policy owner_resolves on source for select to current_user using (true);
create policy owner_resolves on source_participant for select to current_user using (true);

-- Counts a pass anew. Excerpts that it read are as it says; others as the pass that it reconciles.
create function mention_keep(counted int) returns void language plpgsql
    security definer set search_path = continuum, pg_temp
    set enable_nestloop to off set work_mem to '64MB'
as $$
begin
    delete from mention where pass_id = counted;
    delete from coded_source where pass_id = counted;
    with recursive tree as (
        select d.code_id, d.code_id as above_id, d.parent, d.version_id from pass p join code d using (version_id) where p.pass_id = counted
        union all
        select t.code_id, u.code_id, u.parent, t.version_id from tree t join code u on u.version_id = t.version_id and u.code = t.parent
    ), seats as (
        -- A pass has at most twenty coders: who gave a code is a bit of a number.
        select c.coder_id, 1 << (row_number() over (partition by c.pass_id order by c.coder_id) - 1)::int as seat from pass_coder c
    ), reading as (
        select c.excerpt_id, c.coder_id, c.code_id from coding c where c.pass_id = counted
        union all
        select c.excerpt_id, c.coder_id, c.code_id
        from pass p join pass b on b.pass_id = p.reconciles_id and b.released_at is not null join coding c on c.pass_id = b.pass_id
        where p.pass_id = counted and c.excerpt_id not in (select r.excerpt_id from coding r where r.pass_id = counted)
    ), marked as materialized (
        select r.excerpt_id, r.code_id, bit_or(s.seat) as coders from reading r join seats s using (coder_id) group by 1, 2
    ), readers as materialized (
        select n.excerpt_id, e.source_id, bit_count(n.coders::bit(32)) as coders
        from (select excerpt_id, bit_or(coders) as coders from marked group by excerpt_id) n join excerpt e using (excerpt_id)
    ), read as (
        insert into coded_source (pass_id, source_id, program_id, practice_id, wave_id, source, kind, held_on, speakers, excerpts)
        select counted, s.source_id, s.program_id, s.practice_id, s.wave_id, s.source, s.kind, s.held_on,
               coalesce((select jsonb_agg(jsonb_build_object('role', n.role, 'stakeholder_group', n.stakeholder_group) order by n.position)
                         from source_participant n where n.source_id = s.source_id), '[]'), r.excerpts
        from (select source_id, count(*) as excerpts from readers group by source_id) r join source s using (source_id)
        returning source_id, program_id, practice_id
    ), given as (
        select m.excerpt_id, t.above_id as code_id, bit_count(bit_or(m.coders)::bit(32)) as coders
        from marked m join tree t using (code_id) group by 1, 2
    )
    insert into mention (pass_id, source_id, code_id, program_id, practice_id, given_by_any, given_by_majority, given_by_all)
    select counted, r.source_id, m.code_id, r.program_id, r.practice_id, m.given_by_any, m.given_by_majority, m.given_by_all
    from (select n.source_id, g.code_id, count(*) as given_by_any, count(*) filter (where 2 * g.coders > n.coders) as given_by_majority,
                 count(*) filter (where g.coders = n.coders) as given_by_all
          from given g join readers n using (excerpt_id) group by 1, 2) m
    join read r using (source_id);
end
$$;

-- Also what was counted on top of it before.
create function pass_counted() returns trigger language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
begin
    perform mention_keep(p.pass_id) from pass p
    where p.released_at is not null and new.pass_id in (p.pass_id, p.reconciles_id)
    order by p.pass_id;
    return null;
end
$$;
create trigger pass_counted after update of released_at on pass
    for each row when (new.released_at is not null) execute function pass_counted();
revoke execute on function mention_keep(int), pass_counted() from public;

do $$
declare
    seen constant text := '((select all_programs()) or program_id = any ((select visible_programs())::int[]))';
    readers constant text[] := '{reports:read,codings:read,codings:write,codings:lead}';
    guarded text;
begin
    foreach guarded in array array['coded_source', 'mention'] loop
        call guard_kept(guarded);
        execute format('create policy %I on %I for select using (%s)', guarded || '_read', guarded, seen);
        call guard_by_practice(guarded);
        call guard_scope(guarded, readers);
        call keep_by(guarded, 'change_noted');
    end loop;
    -- Reports of themes name the pass, and cut by what practices are.
    execute format('alter policy pass_scope on pass using ((select holds_any(%L)))', readers);
    execute format('alter policy practice_attribute_scope on practice_attribute using ((select holds_any(%L)))',
                   '{registry:read,registry:write,reports:read,codings:read,codings:write,codings:lead}');
end
$$;

-- Passes that were released before there was this.
select mention_keep(pass_id) from pass where released_at is not null order by pass_id;
