-- attribute_columns() reads
-- What attributes there are, as columns of the registry.
select a.attribute, a.name, a.kind
from attribute a order by a.attribute collate "C"
