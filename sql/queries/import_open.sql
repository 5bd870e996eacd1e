-- import_open(program, instrument, version, wave, mapping, mapping_version, status, media, gzip, dry_run, partial, caller) writes
with target as (
    select program_id from program where program = :program
), mapped as (
    select m.mapping_id, m.format, i.instrument, v.version
    from target join import_mapping m using (program_id) join instrument_version v using (version_id) join instrument i using (instrument_id)
    where m.mapping = :mapping and (:mapping_version::int is null or m.mapping_version = :mapping_version::int)
    order by m.mapping_version desc limit 1
), faults as (
    select 'program' as parameter, 'unknown_program' as code, 'is not a program that this key sees' as detail where not exists (select from target)
    union all
    select 'mapping', 'unknown_mapping', 'is not a mapping of the program' || case when :mapping_version::int is not null then ' in that version' else '' end
    where :mapping::text is not null and exists (select from target) and not exists (select from mapped)
    union all
    select 'mapping', 'not_allowed', 'reads ' || case format when 'dhis2' then 'JSON' else 'CSV' end || ', not this'
    from mapped where :media <> case when format = 'dhis2' then 'application/json' when format = 'qualtrics' then 'text/csv' else :media end
), opened as (
    insert into import (program_id, instrument, version, wave, mapping_id, status, media, gzip, dry_run, partial, caller)
    select t.program_id, coalesce(m.instrument, :instrument), coalesce(m.version, :version), :wave, m.mapping_id, :status, :media,
           :gzip::boolean, :dry_run::boolean, :partial::boolean, :caller::jsonb
    from target t left join mapped m on true where not exists (select from faults)
    returning import
)
select case when o.import is null then 'invalid-content' end as _problem,
       (select jsonb_agg(jsonb_build_object('parameter', parameter, 'code', code, 'detail', detail)) from faults) as _errors,
       o.import
from (values (1)) one left join opened o on true
