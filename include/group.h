#ifndef CONTINUUM_GROUP_H
#define CONTINUUM_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct layout;
struct query;
struct request;
struct subject;

enum { STRATA_MAX = 3 };

/* What the practices' own values are, where a figure needs them one by one. */
struct series {
    size_t count, room;
    int64_t *values;
};

/* The cells of one version in a group. */
struct part {
    const struct layout *layout;
    int64_t *slots;
    struct series *series; /* by subject; NULL where values are not kept */
};

/* All that share wave, instrument and strata. */
struct group {
    const char *wave, *instrument;
    const char *from_wave; /* of transitions; NULL otherwise */
    const char *strata[STRATA_MAX];
    int64_t wave_position;
    struct part *parts; /* in order of the versions, the latest first */
    size_t part_count;
    struct group *next;
};

/*
 * The cells that a report is made of, by group: instrument, wave, strata in
 * this order. They live as long as the request.
 */
struct groups {
    size_t count;
    struct group **sorted;
};

enum group_kind {
    GROUP_CELLS,      /* sheets_read, cells_read or totals_read */
    GROUP_VALUES,     /* sheets_read; the practices' own values are kept */
    GROUP_TRANSITIONS /* pairs_read, transitions_read or total_transitions_read */
};

/* Runs a query and adds up what it gives. A problem where there are too many groups. */
bool groups_load(struct request *req, const struct query *query, enum group_kind kind,
                 struct groups **groups) __attribute__((warn_unused_result));

/* Those of instruments of these kinds, separated by commas. */
struct groups *groups_of_kinds(struct arena *arena, const struct groups *groups, const char *kinds);

#endif
