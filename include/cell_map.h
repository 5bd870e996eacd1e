#ifndef CONTINUUM_CELL_MAP_H
#define CONTINUUM_CELL_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalog;
struct layout;
struct row;

/* Cells and transitions while they are added up, away from any request: for the fold and for the proof. */
struct cell_key {
    int program, from_wave, wave, from_version,
        version; /* from_wave 0: a cell, else a transition */
    int stratum; /* 0: all strata */
};

struct cell_entry {
    struct cell_key key;
    int64_t *slots;
    size_t count;
    struct cell_entry *next;
};

#define ANSWERS_MOST 5000

struct cell_map {
    struct catalog *catalog;
    struct cell_entry **buckets;
    size_t count;                  /* of entries */
    int64_t room[4][ANSWERS_MOST]; /* for the arrays of a row */
};

struct cell_map *cell_map_new(struct catalog *catalog);
void cell_map_free(struct cell_map *map);

/* The entry of a key, made with zeros where there is none; NULL where its version is not known. */
struct cell_entry *cell_map_entry(struct cell_map *map, const struct cell_key *key);

/* NULL where there is none. */
struct cell_entry *cell_map_find(const struct cell_map *map, const struct cell_key *key);

/* All entries in the order of their keys; the caller frees the array. */
struct cell_entry **cell_map_sorted(const struct cell_map *map);

/* Adds a change to its stratum and to all strata together: a row with the columns CHANGE_COLUMNS. */
#define CHANGE_COLUMNS                                                                             \
    "kind, sign, program_id, wave_id, version_id, stratum_id, received, in_work, answers, "        \
    "denominators, reasons::bigint[], from_wave_id, from_version_id, from_answers"
bool cell_map_change(struct cell_map *map, const struct row *row)
    __attribute__((warn_unused_result));

/* Adds what is in a vector: a row with the columns of fold_cells, or of fold_transitions. */
bool cell_map_cell(struct cell_map *map, const struct row *row) __attribute__((warn_unused_result));
bool cell_map_transition(struct cell_map *map, const struct row *row)
    __attribute__((warn_unused_result));

#endif
