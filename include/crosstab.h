#ifndef CONTINUUM_CROSSTAB_H
#define CONTINUUM_CROSSTAB_H

#include "exact.h"

/*
 * Tests of tables of counts. What exact.h says holds here too. A count is not
 * negative, and all of a table add up to at most 1e9; else false.
 */
#define MUST_USE __attribute__((warn_unused_result))

/* Rows are groups, columns are yes and no: a of a + b, and c of c + d. */
struct fourfold {
    long long a;
    long long b;
    long long c;
    long long d;
};

/* --- The same practices twice --------------------------------------------
 *
 * Rows are yes and no before, columns after. statistic is c, those that came
 * to yes; n is b + c, zeros is a + d. The sign test of the changes: exact for
 * any n. Too few when b + c is 0. McNemar, Psychometrika 12 (1947) 153-157.
 */
MUST_USE bool mcnemar_test(const struct fourfold *table, struct exact_test *test);

/* --- Two groups: too few when a row or a column is all 0 ------------------
 *
 * statistic is a. p = the probability, given all margins, of the tables that
 * are at most as likely as the observed one, where likelihoods that differ by
 * a part in 1e7 are equal (as R takes them). Exact for any n; one below 1e-300
 * is given as 0. Fisher, J R Stat Soc 98 (1935) 39-82.
 */
MUST_USE bool fisher_test(const struct fourfold *table, struct exact_test *test);

/* sample = ad / bc. conditional and interval rest on the distribution of a
 * given all margins, Fisher's noncentral hypergeometric one: the ratio of
 * greatest likelihood, and Cornfield's exact interval (Proc 3rd Berkeley Symp
 * 4 (1956) 135-148), which leaves at most (1 - confidence) / 2 on each side.
 * unbounded: b or c is 0, all three have no upper end, and sample, conditional
 * and interval.high are 0 and mean nothing. 0 < confidence < 1. */
struct odds_ratio {
    bool unbounded;
    double sample;
    double conditional;
    struct interval interval;
};
MUST_USE bool odds_ratio(const struct fourfold *table, double confidence, struct odds_ratio *odds);

/* a / (a + b) - c / (c + d), with an interval within -1 to 1. A row that is
 * all 0 is too few; a column may be. */
struct risk_difference {
    double difference;
    struct interval interval;
};

/* Newcombe's hybrid score interval, Stat Med 17 (1998) 873-890, method 10:
 * from the Wilson intervals of both rates, without continuity correction.
 * Close to the confidence and not exact. z > 0. */
MUST_USE bool risk_difference_newcombe(const struct fourfold *table, double z,
                                       struct risk_difference *risk);

/* Exact: covers with at least the confidence, whatever the two rates are. The
 * ends are the differences at which the observed one or one further off has
 * probability (1 - confidence) / 2, at the rates where that is greatest:
 * Santner and Snell, J Am Stat Assoc 75 (1980) 386-394, the tail method.
 * Conservative, so that it is wider than Newcombe's. The rates are sought on a
 * grid and then by golden section, the ends by bisection: to 1e-7. For groups
 * of up to RATES_MOST, else false. Takes some tens of milliseconds.
 * 0 < confidence < 1. */
MUST_USE bool risk_difference_exact(const struct fourfold *table, double confidence,
                                    struct risk_difference *risk);

/* --- More groups or more columns ------------------------------------------
 *
 * counts[row * columns + column]. Rows and columns that are all 0 are left
 * out; with fewer than two of either it is too few to test.
 */
#define CROSSTAB_MOST 12
struct crosstab {
    size_t rows;
    size_t columns;
    const long long *counts;
};

/* The Fisher-Freeman-Halton test: Freeman and Halton, Biometrika 38 (1951)
 * 141-149; "at most as likely" as in fisher_test. statistic is Pearson's
 * chi-squared. Exact when listing the tables takes at most 10 million steps
 * (some 0.1 s), where branches are cut that come out on one side as a
 * whole: after Mehta and Patel, J Am Stat Assoc 78 (1983) 427-434. With two
 * rows (or columns) that is mostly so up to 400 in all of 2 x 5, and never
 * above 1000; with more up to some 100 of 3 x 4 or 40 of 4 x 4, and never above
 * 150. Beyond it BASIS_CHI_SQUARED, Pearson's approximation, Philos Mag 50
 * (1900) 157-175. False with more than CROSSTAB_MOST rows or columns. */
MUST_USE bool freeman_halton_test(const struct crosstab *table, const struct workspace *work,
                                  struct exact_test *test);

/* P(X >= x), x >= 0, df from 1 to 200: the finite sums Abramowitz and Stegun
 * 26.4.4 and 26.4.5. */
MUST_USE bool chi_squared_p(double x, int df, double *p);

#undef MUST_USE

#endif
