-- import_rejected(import) reads
select i.faults::text as faults, i.fault_count from import i where i.import = :import::uuid
