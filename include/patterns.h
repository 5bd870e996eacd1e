#ifndef CONTINUUM_PATTERNS_H
#define CONTINUUM_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

#include "agreement.h"

struct arena;

/*
 * How often each pattern of ratings came, in groups: what agreement (agreement.h) is
 * computed from, however many units there are. Times may be taken away again; a pattern
 * that came to nothing is left out. The order of what is added does not matter.
 */
#define RATERS_MOST 20

struct patterns;

struct patterns *patterns_new(struct arena *arena, size_t raters);

/* values: one a rater, a category from 0 or RATING_NONE. */
void patterns_add(struct patterns *patterns, int group, const short *values, long long times);

/* Calls each() for every group, the least first, with its patterns in order. categories and
 * points are handed on. */
struct grouping {
    size_t categories;
    const double *points; /* or NULL */
    void (*each)(void *context, int group, const struct rated *rated);
    void *context;
};
void patterns_each(struct patterns *patterns, const struct grouping *grouping);

#endif
