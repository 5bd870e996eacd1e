#ifndef CONTINUUM_AGREEMENT_H
#define CONTINUUM_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "statistics.h"

/*
 * How far raters agree. Pure functions: no memory but the room that is handed in, no
 * globals, no I/O, no randomness but a stated seed; the same input gives the same bits.
 *
 * Ratings are given as patterns: what each of the raters said of a unit, and of how many
 * units that is so. Patterns may repeat; their order does not matter.
 */
#define RATING_NONE (-1) /* this rater did not rate it */

struct rated {
    size_t raters, categories;
    size_t patterns;
    const short *values;    /* a category from 0, or RATING_NONE: a row of `raters` a pattern */
    const long long *times; /* units with the pattern, at least 0 */
    const double *points;   /* the categories as numbers, ascending; interval and ratio read it */
};

/* What a measure came to. A value that is not defined is never shown as a number. */
enum agreement {
    AGREEMENT_GIVEN,
    AGREEMENT_TOO_FEW,     /* no unit was rated by two */
    AGREEMENT_NO_VARIATION /* all used one and the same category only: chance alone explains it */
};

/* The share of pairs of ratings of the same unit that are equal, over all pairs of raters;
 * pairs: how many there are; units: rated by two or more. */
struct share {
    double value;
    long long pairs, units;
};
enum agreement agreement_percent(const struct rated *rated, struct share *share);

/*
 * Cohen's kappa of two raters and exclusive categories: (p_o - p_e) / (1 - p_e). Cohen,
 * Educ Psychol Meas 20 (1960) 37-46. Its standard error for intervals: Fleiss, Cohen and
 * Everitt, Psychol Bull 72 (1969) 323-327, formula 13. Units that one of the two did not
 * rate are left out. margins: room for 2 * categories numbers.
 */
struct kappa {
    double value, error;
    long long n;
};
enum agreement kappa_cohen(const struct rated *rated, size_t one, size_t other, long long *margins,
                           struct kappa *kappa);

/*
 * Krippendorff's alpha, 1 - D_o / D_e, of any number of raters with gaps: Computing
 * Krippendorff's alpha-reliability (2011); Content Analysis, chapter 12. Differences:
 * nominal 0 or 1; ordinal (sum of margins from c to k less half of both ends)^2; interval
 * (c - k)^2; ratio ((c - k) / (c + k))^2.
 */
enum scale_kind { SCALE_NOMINAL, SCALE_ORDINAL, SCALE_INTERVAL, SCALE_RATIO };

/* Numbers of room that alpha and its interval need. */
#define ALPHA_ROOM(categories) ((categories) * (categories) + 2 * (categories))

struct alpha {
    double value;
    long long units, values; /* rated by two or more, and how often */
};
enum agreement alpha_krippendorff(const struct rated *rated, enum scale_kind kind, double *room,
                                  struct alpha *alpha);

/*
 * Its interval, 95 %. Up to BOOTSTRAP_UNITS pairable units: percentiles (type 7) of alpha over
 * BOOTSTRAP_TIMES draws of as many units, with replacement; splitmix64 (Steele, Lea and
 * Flood, OOPSLA 2014) from BOOTSTRAP_SEED. Draws without variation are left out. Above:
 * plus and minus 1.96 standard errors of the delete-one jackknife, cut at 1. False where alpha
 * is not defined, or is not in most of the draws.
 */
#define BOOTSTRAP_UNITS 1000
#define BOOTSTRAP_TIMES 1000
#define BOOTSTRAP_SEED UINT64_C(20260101)

struct alpha_room {
    double *cells;    /* ALPHA_ROOM(categories) */
    long long *times; /* patterns */
    size_t *units;    /* BOOTSTRAP_UNITS */
    double *drawn;    /* BOOTSTRAP_TIMES */
};
bool alpha_interval(const struct rated *rated, enum scale_kind kind, const struct alpha_room *room,
                    struct interval *interval, bool *drawn) __attribute__((warn_unused_result));

#endif
