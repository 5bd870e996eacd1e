-- A code of a roundtable or a recommendation is one of its program: were it one
-- of the state, a taken code would tell a coordinator what another program has.

alter table roundtable drop constraint roundtable_roundtable_key,
    add constraint roundtable_program_id_roundtable_key unique (program_id, roundtable);
alter table recommendation drop constraint recommendation_recommendation_key,
    add constraint recommendation_program_id_recommendation_key unique (program_id, recommendation);
