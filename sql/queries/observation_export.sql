-- observation_export(program, wave, instrument, version, practice, status, version_ids) reads
-- One row a submission, in a total order; the service makes rows of its arrays. Of the versions that it knows the items of.
select program, practice, wave, instrument, version, respondent, method, submission::text, status, version_id, answers,
       denominators, reasons::bigint[], texts
from exported_submissions(string_to_array(:program, ','), string_to_array(:wave, ','), string_to_array(:instrument, ','),
                          string_to_array(:version, ','), string_to_array(:practice, ','), :status)
where version_id = any (:version_ids::int[])
order by program collate "C", practice collate "C", position, wave collate "C", instrument collate "C", version collate "C",
         respondent collate "C", submission
