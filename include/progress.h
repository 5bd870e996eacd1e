#ifndef CONTINUUM_PROGRESS_H
#define CONTINUUM_PROGRESS_H

#include <stdbool.h>

#include "exact.h"
#include "layout.h"

struct groups;
struct report;

/* How the change between two waves is told. */
struct progress {
    enum subject_kind kind; /* levels, domains or the whole */
    const char *from;       /* only from this wave; NULL: from every earlier one */
    const char *items;      /* only these, separated by commas; NULL: all */
    const char *priority;   /* items that are told apart from the others, or NULL */
    int at_or_above;        /* a level or LEVEL_UPPER_HALF */
    enum zeros zeros;
    bool matrix; /* every level to every level, too */
};

/* groups: who was expected at the later waves. */
void figures_of_progress(struct report *report, const struct groups *changes,
                         const struct groups *groups, const struct progress *progress);

#endif
