#ifndef CONTINUUM_DB_CELLS_H
#define CONTINUUM_DB_CELLS_H

#include <stdbool.h>

struct catalog;

/*
 * Cells away from any request: the fold of changes, the proof and the rebuilding
 * of all. A connection of its own; what goes wrong is said on standard error.
 */
struct cell_store;

/* NULL where the database cannot be reached. quiet: nothing is said. */
struct cell_store *cell_store_open(const char *database, bool quiet);
void cell_store_close(struct cell_store *store);

/* Folds at most so many changes into cells, in one transaction; how many they were. -1: it
 * could not be done, and nothing was changed. */
long cell_store_fold(struct cell_store *store, int most);

/* As the schema's owner: compares sheets with rows, and cells with sheets, at one moment, and prints
 * what differs and how many there are. *faults: how many differ. */
bool cell_store_verify(struct cell_store *store, long *faults) __attribute__((warn_unused_result));

/* As the schema's owner: makes sheets anew from rows, and cells from sheets. */
bool cell_store_rebuild(struct cell_store *store) __attribute__((warn_unused_result));

#endif
