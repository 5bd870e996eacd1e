-- import_cancel(import) writes
select case when not import_cancel(i.import) then 'conflict' end as _problem, 'The import has ended.' as _detail
from import i where i.import = :import::uuid and i.state <> 'receiving'
