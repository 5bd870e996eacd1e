#ifndef CONTINUUM_EXACT_H
#define CONTINUUM_EXACT_H

#include "statistics.h"

/*
 * Rank tests and what belongs to them: exact while that is affordable. What
 * statistics.h says of units, failure and threads holds here too. Tables are
 * tested in crosstab.h, changes between levels come from transition.h.
 *
 * Every p is two-sided. basis says how it was found; a report must tell it.
 *
 * Accuracy: tests/unit/oracle compares with R's coin and exactRankTests and
 * with arithmetic in whole numbers or 40 digits. No relative error was above
 * 3e-13; risk_difference_exact has its own, absolute bound.
 */
#define MUST_USE __attribute__((warn_unused_result))

enum basis { BASIS_EXACT, BASIS_NORMAL, BASIS_CHI_SQUARED };

/* Numbers, ascending, with how often each occurs; the same number may stand in
 * several places, and counts may be 0. Without counts (NULL) each occurs once.
 * Numbers are tied when they are equal as doubles: differences of decimals are
 * to be rounded before. A tally is not one, and every function answers false,
 * when the numbers descend, one is beyond 1e300, a count is negative or the
 * counts add up to more than 1e9. */
struct tally {
    size_t size;
    const double *values;
    const long long *counts;
};

/* False when nothing was counted. */
MUST_USE bool tally_mean(const struct tally *tally, double *mean);
MUST_USE bool tally_median(const struct tally *tally, double *median);

/* Where exact distributions are worked out. The caller gives the room and
 * needs not clear it. EXACT_CELLS are 2 MiB; with less, or none, what does not
 * fit becomes an approximation. */
#define EXACT_CELLS ((size_t)1 << 18)
struct workspace {
    double *cells;
    size_t size;
};

/* An exact distribution of ranks is sought for at most so many values, one of
 * two rates for at most so many in both groups. */
#define EXACT_MOST 100
#define RATES_MOST 200

/* n is what the p rests on, zeros is what was dropped as no change. */
struct exact_test {
    enum basis basis;
    double statistic;
    double p;
    long long n;
    long long zeros;
};

/* --- Paired: differences of the same practices ---------------------------
 *
 * Too few to test when no difference is other than 0.
 */

/* statistic is how many differences are above 0. Zeros are dropped. p = twice
 * the smaller tail of the binomial distribution at 1/2, at most 1; exact for
 * any n. Dixon and Mood, J Am Stat Assoc 41 (1946) 557-566. */
MUST_USE bool sign_test(const struct tally *differences, struct exact_test *test);

/* What becomes of differences of 0: dropped before ranks are given (Wilcoxon,
 * Biometrics Bull 1 (1945) 80-83), or ranked with the others and dropped then
 * (Pratt, J Am Stat Assoc 54 (1959) 655-667). */
enum zeros { ZEROS_WILCOXON, ZEROS_PRATT };

/* statistic is V, the sum of the midranks of the differences above 0. With E =
 * half the sum of all their midranks, p = P(|V - E| >= |observed - E|) over all
 * assignments of signs to the midranks, ties included. Exact for n <=
 * EXACT_MOST when the doubled midranks, over their greatest common divisor,
 * add up to less than the workspace's cells: n + zeros <= EXACT_MOST needs
 * 10101. Beyond it the normal distribution with variance (sum of squared
 * midranks) / 4 and a continuity correction of 1/2: Lehmann, Nonparametrics
 * (1975). */
MUST_USE bool signed_rank_test(const struct tally *differences, enum zeros zeros,
                               const struct workspace *work, struct exact_test *test);

/* --- Two samples ---------------------------------------------------------
 *
 * statistic is U, of how many pairs the value of a is the greater, ties
 * counting 1/2. p = P(|U - E| >= |observed - E|) over all divisions of the
 * pooled midranks, ties included. Exact for up to EXACT_MOST values in both,
 * when (size of the smaller + 1) times the greatest sum of its midranks fits:
 * EXACT_CELLS do for two samples of 40, and for 2 of 50 without ties;
 * beyond it the normal distribution with the variance of the midranks and a
 * continuity correction of 1/2. Mann and Whitney, Ann Math Stat 18 (1947)
 * 50-60; Lehmann as above. Too few when a sample is empty or all values are
 * tied.
 */
MUST_USE bool mann_whitney_test(const struct tally *a, const struct tally *b,
                                const struct workspace *work, struct exact_test *test);

/* --- By how much: Hodges and Lehmann, Ann Math Stat 34 (1963) 598-611 ----
 *
 * The ends of the interval are the k-th averages (differences) from below and
 * from above, k the greatest with P(statistic < k) <= (1 - confidence) / 2 in
 * the distribution without ties: Lehmann as above. Ends included, it covers
 * with at least the confidence, with ties more often (conservative). The
 * basis is that of k: beyond the bounds above, the normal distribution with
 * continuity correction. False when no interval can have that confidence,
 * such as 95 % of fewer than 6 differences; 0 < confidence < 1.
 */
struct shift {
    enum basis basis;
    double estimate;
    struct interval interval;
};

/* The median of the averages of all pairs of differences, each paired with
 * itself as well. Differences of 0 are kept. */
MUST_USE bool shift_paired(const struct tally *differences, double confidence,
                           const struct workspace *work, struct shift *shift);

/* The median of all differences, a value of a less one of b. */
MUST_USE bool shift_between(const struct tally *a, const struct tally *b, double confidence,
                            const struct workspace *work, struct shift *shift);

/* --- Many tests ----------------------------------------------------------
 *
 * Holm, Scand J Stat 6 (1979) 65-70: each p times how many tests were not yet
 * rejected, never less than that of a smaller p, at most 1. A negative p marks
 * what was too few to test: it is copied, and does not count as a test. False
 * when a p is above 1 or not a number. adjusted is another array than p.
 * Takes size^2 steps.
 */
MUST_USE bool holm_adjust(const double *p, size_t size, double *adjusted);

/* P(|Z| >= |z|) = erfc(|z| / sqrt 2): DLMF 7.2. False when z is not a number. */
MUST_USE bool normal_p(double z, double *p);

/* The z with P(|Z| <= z) = confidence. 0 < confidence < 1. */
MUST_USE bool normal_critical(double confidence, double *z);

#undef MUST_USE

#endif
