#ifndef CONTINUUM_FIGURES_H
#define CONTINUUM_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

struct group;
struct groups;
struct layout;
struct report;
struct subject;
struct table;

/* The figures of a report's parts, from groups of cells. */

/* Whether a subject belongs to the part of the page. */
typedef bool chooser(const struct layout *layout, const struct subject *subject,
                     const void *context);

/* Staged items, or their domains: counts by level, share at a level or above it, mean, median. */
void figures_of_levels(struct report *report, const struct groups *groups, bool by_domain,
                       int at_or_above);

/* What a measure gives: sums or pooled rates, mean and median of the practices' own values. */
struct measures {
    chooser *chosen;
    const void *context;
    bool sums; /* of every number, whatever its kind */
    bool medians;
    bool empty;   /* also what nobody answered */
    bool compare; /* the groups of the first stratum with each other */
};
void figures_of_measures(struct report *report, const struct groups *groups,
                         const struct measures *measures);
void figures_of_ratios(struct report *report, const struct groups *groups, bool spread, bool empty);

/* Domains since the first wave; groups: who was expected at each wave. */
void figures_of_change(struct report *report, const struct groups *groups,
                       const struct groups *changes);

/* reasons: rows of reason_id and reason; NULL: who was expected and heard from alone. */
void figures_of_completeness(struct report *report, const struct groups *groups,
                             const struct table *reasons);

/* Groups of one instrument and wave stand together: how many from `first` on. */
size_t groups_of_wave(const struct groups *groups, size_t first);

/* The subjects of an instrument in the given groups that are chosen, in their order; of
 * several versions each subject once, as the latest has it. Ends with NULL. */
const struct subject **subjects_of(struct report *report, struct group *const *groups, size_t count,
                                   chooser *chosen, const void *context);

#endif
