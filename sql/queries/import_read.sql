-- import_read(import) reads
select x.* from import i, lateral shown(i) x where i.import = :import::uuid and i.state <> 'receiving'
