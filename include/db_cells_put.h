#ifndef CONTINUUM_DB_CELLS_PUT_H
#define CONTINUUM_DB_CELLS_PUT_H

#include <stdbool.h>

struct arena;
struct cell_map;

/* The cells, or the transitions, of a map as parameters: arrays of equal length, in the order
 * of their keys. A vector without counts is null: its cell goes away. */
struct put {
    const char *programs, *from_waves, *waves, *from_versions, *versions, *strata, *vectors;
};
struct put *put_new(struct arena *arena, const struct cell_map *map, bool transitions);

#endif
