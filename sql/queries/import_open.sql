-- import_open(program, instrument, version, wave, status, media, gzip, dry_run, partial, caller) writes
with opened as (
    insert into import (program_id, instrument, version, wave, status, media, gzip, dry_run, partial, caller)
    select program_id, :instrument, :version, :wave, :status, :media, :gzip::boolean, :dry_run::boolean, :partial::boolean, :caller::jsonb
    from program where program = :program
    returning import
)
select case when o.import is null then 'invalid-content' end as _problem,
       case when o.import is null then jsonb_build_array(jsonb_build_object(
           'parameter', 'program', 'code', 'unknown_program', 'detail', 'is not a program that this key sees')) end as _errors,
       o.import
from (values (1)) one left join opened o on true
