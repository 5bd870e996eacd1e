#ifndef CONTINUUM_STATISTICS_H
#define CONTINUUM_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Pure functions over small summaries: no memory, no globals, no I/O. Safe in
 * any thread.
 *
 * Units: a value keeps the unit of its input (percent in, percent out). A
 * rate, a share, a p-value and a confidence are proportions from 0 to 1.
 *
 * Failure: every function that returns bool answers true and fills its last
 * argument, or answers false and leaves it untouched. False means "too few to
 * tell" (the conditions are given at each function), an argument outside its
 * stated range, or a result that is not a finite number. What is never given
 * is a NaN or an infinity.
 *
 * Accuracy: tests/unit/oracle compares with scipy and mpmath. Relative error
 * is below 1e-12, apart from cases where one rounding of the argument already
 * moves the answer by more: probabilities below 1e-200, counts above 1e6, a
 * confidence above 0.9999.
 */
#define MUST_USE __attribute__((warn_unused_result))

struct interval {
    double low;
    double high;
};

/* --- Samples: mean.c ---------------------------------------------------
 *
 * The mergeable summary of n values. {0} is the empty sample. m2 is the sum of
 * squared deviations from the mean; it is kept instead of the sum of squares
 * because that difference cancels when the spread is small against the mean.
 * Equal values give an m2 of exactly 0, in any order and any merge.
 */
struct sample {
    long long n;
    double mean;
    double m2;
};

/* One more value. Welford, Technometrics 4 (1962) 419-420. A value that is
 * not finite spoils the sample: the functions below then answer false. */
void sample_add(struct sample *sample, double value);

/* sample becomes the summary of both. Chan, Golub, LeVeque, Stanford
 * STAN-CS-79-773 (1979), formula 2.1. */
void sample_merge(struct sample *sample, const struct sample *other);

/* False when n < 1. */
MUST_USE bool sample_mean(const struct sample *sample, double *mean);

/* Standard deviation with divisor n - 1. False when n < 2. */
MUST_USE bool sample_sd(const struct sample *sample, double *sd);

/* mean +- z sd / sqrt(n): the method "z_mean". z > 0; published studies mostly
 * mean z = 1.96 and not 1.959964. False when n < 2. Equal values give an
 * interval of no width, which is an answer and not a failure. The ends are not
 * cut to 0-100: for percentages of few sites they can lie outside. */
MUST_USE bool mean_interval_z(const struct sample *sample, double z, struct interval *interval);

/* As mean_interval_z, with Student's critical value for n - 1 degrees of
 * freedom in place of z. 0 < confidence < 1. */
MUST_USE bool mean_interval_t(const struct sample *sample, double confidence,
                              struct interval *interval);

/* --- Student's t: student.c --------------------------------------------
 *
 * t has the sign of mean(a) - mean(b); p is two-sided.
 *
 * Both tests are too few to test, and answer false, when either sample has
 * n < 2, or when neither has any spread (both m2 are 0), whether or not the
 * means differ. One sample without spread is enough to test.
 */
struct t_test {
    double t;
    double df;
    double p;
};

/* Equal variances, df = n_a + n_b - 2. Student, Biometrika 6 (1908) 1-25;
 * Fisher, Metron 5 (1925) 90-104. */
MUST_USE bool student_t_pooled(const struct sample *a, const struct sample *b, struct t_test *test);

/* Unequal variances, df by Welch-Satterthwaite, usually not whole. Welch,
 * Biometrika 34 (1947) 28-35. */
MUST_USE bool welch_t(const struct sample *a, const struct sample *b, struct t_test *test);

/* P(|T| >= |t|) = I_x(df/2, 1/2), x = df / (df + t^2): DLMF 8.17 and
 * Abramowitz & Stegun 26.7.1. df > 0, t not NaN. The p of a t beyond 1e150
 * is 0. */
MUST_USE bool student_p(double t, double df, double *p);

/* The t with P(|T| <= t) = confidence. 0 < confidence < 1, df > 0. */
MUST_USE bool student_critical(double confidence, double df, double *t);

/* --- Rates: rate.c -----------------------------------------------------
 *
 * Intervals of numerator / denominator, always within 0 to 1. False when the
 * denominator is < 1 or the numerator is not from 0 to the denominator. At
 * numerator 0 the low end is exactly 0, at the denominator the high end is
 * exactly 1.
 */

/* z > 0. Wilson, J Am Stat Assoc 22 (1927) 209-212; without continuity
 * correction. */
MUST_USE bool rate_interval_wilson(long long numerator, long long denominator, double z,
                                   struct interval *interval);

/* Exact: covers with at least the confidence. 0 < confidence < 1. Clopper and
 * Pearson, Biometrika 26 (1934) 404-413, as quantiles of the beta
 * distribution. Denominators to 1e9 are tested; much larger ones answer
 * false rather than run long. */
MUST_USE bool rate_interval_clopper_pearson(long long numerator, long long denominator,
                                            double confidence, struct interval *interval);

/* --- Levels and quantiles: quantile.c ----------------------------------
 *
 * Practices by ordinal level, such as framework stages: counts[i] practices
 * stand at level first + i. False when there is no practice at all or a count
 * is negative.
 */
struct levels {
    int first;
    size_t size;
    const long long *counts;
};

MUST_USE bool levels_mean(const struct levels *levels, double *mean);

/* The middle level, or for an even number the average of the two middle ones:
 * 2.5 between the levels 2 and 3. */
MUST_USE bool levels_median(const struct levels *levels, double *median);

/* A level below the first gives 1, one above the last gives 0. */
MUST_USE bool levels_share_at_or_above(const struct levels *levels, int level, double *share);

/* Values ascending, which is not checked; 0 <= p <= 1. Type 7 of Hyndman and
 * Fan, Am Stat 50 (1996) 361-365: the default of R, NumPy and spreadsheets.
 * False when size is 0. */
MUST_USE bool sorted_quantile(const double *values, size_t size, double p, double *quantile);
MUST_USE bool sorted_median(const double *values, size_t size, double *median);

/* --- The incomplete beta function: beta.c ------------------------------
 *
 * I_x(a, b), the probability that a beta variable is at most x; it carries
 * the Student, binomial and F distributions. a, b > 0. y is 1 - x and given
 * beside it, since 1 - x computed here would lose an x or y near 0.
 *
 * Continued fraction DLMF 8.17.22 in its even part, BFRAC of DiDonato and
 * Morris, ACM Trans Math Softw 18 (1992) 360-373: the fraction as DLMF prints
 * it cancels when a is large, to 4e-8 at a = 5e8. It is evaluated by Lentz's
 * method as modified by Thompson and Barnett, J Comput Phys 64 (1986)
 * 490-509. The factor before it, x^a y^b / B(a, b), is Loader's saddle-point
 * form (Fast and Accurate Computation of Binomial Probabilities, 2000) with
 * Stirling's series, DLMF 5.11.1: logarithms of the gamma function would
 * cancel for large a and b, and lgamma() writes a global.
 */
MUST_USE bool beta_probability(double a, double b, double x, double y, double *probability);

/* The x with I_x(a, b) = probability, 0 < probability < 1. */
MUST_USE bool beta_quantile(double a, double b, double probability, double *x);

#undef MUST_USE

#endif
