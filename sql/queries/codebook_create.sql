-- codebook_create(body) writes
insert into codebook (codebook, name, note)
select b.codebook, b.name, b.note from jsonb_to_record(:body::jsonb) as b (codebook text, name text, note text)
returning '/v1/codebooks/' || codebook || '/versions' as _location, codebook, name, note
