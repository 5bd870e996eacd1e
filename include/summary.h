#ifndef CONTINUUM_SUMMARY_H
#define CONTINUUM_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "exact.h"

struct arena;
struct group;
struct subject;

/*
 * What a group's cells say of a subject, over all versions that have it: from
 * here on there are figures, not slots.
 */
struct summary {
    struct sample practices; /* of the practices' own values, in the subject's unit */
    long long *counts;       /* of practices by level, of a domain of ratings; NULL: no scale */
    long long total;         /* of counts */
    double sum, below;       /* of answers, or of numerators and denominators */
    bool ranked;             /* median, lowest and highest are known */
    double median, lowest, highest;
    const struct weighted *values; /* ascending, where it is ranked */
    size_t value_count;
};

/* How often a value is there. */
struct weighted {
    double value;
    long long count;
};

/* Type 7 of Hyndman and Fan, as sorted_quantile(). False where it is not ranked. */
bool summary_quantile(const struct summary *summary, double p, double *quantile);

struct summary summarize(struct arena *arena, const struct group *group,
                         const struct subject *subject);

/* Slot of all versions together, such as SLOT_EXPECTED. */
long long group_count(const struct group *group, size_t slot);

/* Answers that are missing for a reason, over all items. */
long long group_missing(const struct group *group, size_t reason);

/*
 * The change between two waves, of a group of transitions. Improved and declined
 * are what the subject's direction says.
 */
struct change {
    long long n, improved, same, declined, joined, left;
    struct sample moved;      /* later less earlier, over the practices seen in both */
    const long long *matrix;  /* of levels: see change_slot(); NULL otherwise */
    struct tally differences; /* the same one by one; size 0: not known */
};
struct change summarize_change(struct arena *arena, const struct group *group,
                               const struct subject *subject);

#endif
