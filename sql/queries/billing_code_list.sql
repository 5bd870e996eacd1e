-- billing_code_list(on) reads
select billing_code, system, model, label, base_minutes, min_minutes, max_minutes, valid_from, valid_to, note
from billing_code
where :on::date is null or (valid_from <= :on::date and coalesce(valid_to >= :on::date, true))
order by billing_code
