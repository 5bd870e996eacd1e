#ifndef CONTINUUM_MEASURE_H
#define CONTINUUM_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

#include "report.h"
#include "scale.h"
#include "summary.h"

/*
 * What can be asked of a subject: measures.def lists them, and each makes its
 * figures of a summary. Reports are such questions under a name.
 */
#define QUANTILES_MOST 9

struct asked {
    int at_or_above;
    double quantiles[QUANTILES_MOST];
    size_t quantile_count;
};

/* One group and subject, and how figures are made of them. */
struct view {
    struct report *report;
    struct where place;
    const struct subject *subject;
    const struct summary *summary;
    const struct asked *asked;
    const char *measure; /* its name in the answer */
};

struct measure {
    const char *code;
    unsigned subjects; /* by subject_kind, bits */
    bool ranked;       /* of numbers it needs the practices' own values */
    void (*figures)(const struct view *view);
    const char *unit, *text;
};
extern const struct measure measure_table[];
extern const size_t measure_count;

/* NULL where there is none of that name. */
const struct measure *measure_find(const char *code, size_t length);

/* Whether it can be asked of the subject; an unordered scale has no mean. */
bool measure_fits(const struct measure *measure, const struct subject *subject);

/* What is measured, as clients say it: item, domain, total, ratio; ends with NULL. Their kinds
 * as bits; an item's where the word is NULL. */
extern const char *const subject_words[];
unsigned subject_kinds(const char *word);

/* The figures themselves. */
void measure_answered(const struct view *view);
void measure_count_by_level(const struct view *view);
void measure_share_by_level(const struct view *view);
void measure_share_at_or_above(const struct view *view);
void measure_best_case(const struct view *view);
void measure_worst_case(const struct view *view);
void measure_mean(const struct view *view);
void measure_sd(const struct view *view);
void measure_median(const struct view *view);
void measure_quantile(const struct view *view);
void measure_lowest(const struct view *view);
void measure_highest(const struct view *view);
void measure_sum(const struct view *view);
void measure_pooled(const struct view *view);
void measure_per_1000(const struct view *view);

/* What values of the subject are measured in. */
const char *measure_unit(const struct subject *subject);

#endif
