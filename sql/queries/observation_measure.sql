-- observation_measure(program, wave, instrument, version, practice, status, version_ids) reads
-- What formats want to know before the first row: how many submissions, and the longest texts of one.
select version_id, count(*) as submissions, coalesce(max(octet_length(array_to_string(texts, ''))), 0) as longest
from exported_submissions(string_to_array(:program, ','), string_to_array(:wave, ','), string_to_array(:instrument, ','),
                          string_to_array(:version, ','), string_to_array(:practice, ','), :status)
where version_id = any (:version_ids::int[])
group by version_id
