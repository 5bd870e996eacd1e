-- project_code(program, pass, codings) writes
select project_coded(program_id, :pass, :codings::jsonb) as codings from program where program = :program
