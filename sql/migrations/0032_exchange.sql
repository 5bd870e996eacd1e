-- What REFI-QDA says of a code beside what is known of it: by which number other programs know it.

alter table code add column guid uuid not null default gen_random_uuid();
alter table code add column color text;
alter table code add column codable boolean not null default true;
alter table code add constraint code_has_a_guid_of_its_own unique (version_id, guid);
alter table code add constraint code_has_a_color_of_six_digits check (color ~ '^#[0-9A-Fa-f]{6}$');
comment on column code.guid is 'Stays from version to version where the code does, and in files of other programs.';
comment on column code.codable is 'False: it heads others and is given to nothing.';

-- Codings that come with a project are those of its users, who are not the caller. So the owner
-- writes them, for who may lead, and only into a pass that the caller opened in this transaction.
create policy owner_imports on coding for insert to current_user with check (true);
create function project_coded(program int, pass text, codings jsonb) returns bigint language plpgsql
    security definer set search_path = continuum, pg_temp
as $$
declare
    stored bigint;
begin
    if not (holds('codings:lead') and holds('sources:write') and all_practices()) then
        raise insufficient_privilege;
    end if;
    insert into coding (program_id, pass_id, excerpt_id, coder_id, code_id, memo)
    select p.program_id, p.pass_id, e.excerpt_id, r.coder_id, c.code_id, g.memo
    from jsonb_to_recordset(codings) as g (source text, starts int, ends int, coder text, guid uuid, memo text)
    join pass p on p.program_id = project_coded.program and p.pass = project_coded.pass
         and p.created_at = now() and p.created_by = actor()
    join pass_coder r on r.pass_id = p.pass_id and r.coder = g.coder
    join code c on c.version_id = p.version_id and c.guid = g.guid
    join source s on s.program_id = p.program_id and s.source = g.source and s.practice_id is null
    join excerpt e on e.source_id = s.source_id and e.starts = g.starts and e.ends = g.ends
    on conflict on constraint coding_is_there_once do nothing;
    get diagnostics stored = row_count;
    return stored;
end
$$;
revoke execute on function project_coded(int, text, jsonb) from public;
grant execute on function project_coded(int, text, jsonb) to continuum_service;
