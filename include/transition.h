#ifndef CONTINUUM_TRANSITION_H
#define CONTINUUM_TRANSITION_H

#include "crosstab.h"
#include "exact.h"

/*
 * How practices moved between ordinal levels: counts[from * size + to] of them
 * stood at level first + from and later at first + to. False when a count is
 * negative or nothing was counted; see statistics.h for the rest.
 */
#define MUST_USE __attribute__((warn_unused_result))

struct transition {
    int first;
    size_t size;
    const long long *counts;
};

/* A higher level is an improvement. */
struct moves {
    long long improved;
    long long same;
    long long declined;
};

MUST_USE bool transition_moves(const struct transition *transition, struct moves *moves);

/* Later level less earlier one, as the differences of exact.h: their mean and
 * median are tally_mean and tally_median. The caller gives both arrays, room
 * for 2 size - 1 each, and keeps them as long as the changes. */
MUST_USE bool transition_changes(const struct transition *transition, double *values,
                                 long long *counts, struct tally *changes);

/* At the level or above it, before (row) and after (column), as mcnemar_test
 * reads it: a both times, b only before, c only after, d never. */
MUST_USE bool transition_at_or_above(const struct transition *transition, int level,
                                     struct fourfold *table);

#undef MUST_USE

#endif
