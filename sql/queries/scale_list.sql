-- scale_list() reads
select s.scale, s.name, s.ordered, l.level, l.code, l.label
from scale s join scale_level l using (scale_id) order by s.scale, l.level
