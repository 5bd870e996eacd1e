#include "oracle.h"
#include "statistics.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool near(double got, double wanted, double tolerance)
{
    return fabs(got - wanted) <= tolerance * fmax(fabs(wanted), DBL_MIN);
}

#define assert_near(got, wanted, tolerance)                                                        \
    cr_assert(near((got), (wanted), (tolerance)), "%s is %.17g, not %.17g", #got, (got), (wanted))

static struct sample sample_of(const double *values, size_t size)
{
    struct sample sample = {0};
    for (size_t i = 0; i < size; i++)
        sample_add(&sample, values[i]);
    return sample;
}

/* --- The oracle's answers: oracle/statistics.py ------------------------ */

static void check_student(const double *row, size_t size)
{
    double p;
    double mirrored;
    cr_assert_eq(size, 3);
    cr_assert(student_p(row[0], row[1], &p) && student_p(-row[0], row[1], &mirrored));
    cr_assert(near(p, row[2], 1e-12), "t %g df %g: %.17g, not %.17g", row[0], row[1], p, row[2]);
    cr_assert_eq(p, mirrored);
}

static void check_critical(const double *row, size_t size)
{
    double t;
    double p;
    cr_assert_eq(size, 3);
    cr_assert(student_critical(row[0], row[1], &t) && student_p(t, row[1], &p));
    assert_near(t, row[2], 1e-12);
    assert_near(p, 1 - row[0], 1e-12);
}

static void check_beta(const double *row, size_t size)
{
    double p;
    double complement;
    double x = row[2];
    cr_assert_eq(size, 4);
    cr_assert(beta_probability(row[0], row[1], x, 1 - x, &p));
    cr_assert(beta_probability(row[1], row[0], 1 - x, x, &complement));
    cr_assert(near(p, row[3], 1e-12), "a %g b %g x %g: %.17g", row[0], row[1], x, p);
    assert_near(p + complement, 1.0, 4 * DBL_EPSILON);
}

static void check_rate(const double *row, size_t size)
{
    struct interval wilson;
    struct interval exact;
    long long k = (long long)row[0];
    long long n = (long long)row[1];
    cr_assert_eq(size, 8);
    cr_assert(rate_interval_wilson(k, n, row[3], &wilson));
    cr_assert(rate_interval_clopper_pearson(k, n, row[2], &exact));
    assert_near(wilson.low, row[4], 1e-12);
    assert_near(wilson.high, row[5], 1e-12);
    assert_near(exact.low, row[6], 1e-12);
    assert_near(exact.high, row[7], 1e-12);
}

static void check_tests(const double *row, const struct sample *a, const struct sample *b)
{
    struct t_test pooled;
    struct t_test welch;
    cr_assert(student_t_pooled(a, b, &pooled) && welch_t(a, b, &welch));
    cr_assert_eq(pooled.df, row[14] + row[15] - 2);
    cr_assert_float_eq(pooled.t, row[9], 1e-11 * (1 + fabs(row[9])));
    assert_near(pooled.p, row[10], 1e-10);
    cr_assert_float_eq(welch.t, row[11], 1e-11 * (1 + fabs(row[11])));
    assert_near(welch.p, row[12], 1e-10);
    assert_near(welch.df, row[13], 1e-11);
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void check_samples(const double *row, size_t size)
{
    size_t n = (size_t)row[14];
    double values[16];
    double mean, sd, quantile;
    struct interval z, t;
    cr_assert_eq(size, 16 + n + (size_t)row[15]);
    struct sample a = sample_of(row + 16, n);
    struct sample b = sample_of(row + 16 + n, (size_t)row[15]);
    for (size_t i = 0; i < n; i++)
        values[i] = row[16 + i];
    qsort(values, n, sizeof *values, ascending);
    cr_assert(sample_mean(&a, &mean) && sample_sd(&a, &sd));
    cr_assert(mean_interval_z(&a, 1.96, &z) && mean_interval_t(&a, row[0], &t));
    cr_assert(sorted_quantile(values, n, row[1], &quantile));
    const double got[] = {mean, sd, z.low, z.high, t.low, t.high, quantile};
    for (size_t i = 0; i < COUNT(got); i++)
        cr_assert_float_eq(got[i], row[2 + i], 1e-12 * (fabs(mean) + t.high - t.low), "column %zu",
                           2 + i);
    check_tests(row, &a, &b);
}

Test(statistics_oracle, student_p_is_the_oracle_s)
{
    oracle_each("statistics_student", 100, check_student);
}
Test(statistics_oracle, student_critical_is_the_oracle_s)
{
    oracle_each("statistics_critical", 100, check_critical);
}
Test(statistics_oracle, beta_is_the_oracle_s)
{
    oracle_each("statistics_beta", 100, check_beta);
}
Test(statistics_oracle, rate_intervals_are_the_oracle_s)
{
    oracle_each("statistics_rate", 100, check_rate);
}
Test(statistics_oracle, samples_and_tests_are_the_oracle_s)
{
    oracle_each("statistics_samples", 100, check_samples);
}

/* --- A published table -------------------------------------------------- */

/* Balasubramanian et al., J Am Board Fam Med 2015;28(Suppl 1):S73-S85. */
static const double systematic[] = {78.5, 15.3, 86.0, 91.0, 59.2, 90.0};
static const double discretion[] = {20.5, 3.6, 12.1, 1.1, 2.2};

Test(statistics_oracle, published_screening_rates)
{
    struct sample a = sample_of(systematic, COUNT(systematic));
    struct sample b = sample_of(discretion, COUNT(discretion));
    struct interval z_a, z_b;
    struct t_test test;
    cr_assert(mean_interval_z(&a, 1.96, &z_a) && mean_interval_z(&b, 1.96, &z_b));
    cr_assert(student_t_pooled(&a, &b, &test));
    cr_assert_float_eq(a.mean, 70.0, 1e-12);
    cr_assert_float_eq(z_a.low, 46.6, 0.05);
    cr_assert_float_eq(z_a.high, 93.4, 0.05);
    cr_assert_float_eq(b.mean, 7.9, 1e-12);
    cr_assert_float_eq(z_b.low, 0.65, 0.005);
    cr_assert_float_eq(z_b.high, 15.15, 0.005);
    cr_assert_eq(test.df, 9);
    cr_assert_float_eq(test.p, 0.0013656, 5e-8);
}

/* --- Closed forms ------------------------------------------------------- */

Test(statistics_oracle, student_p_in_closed_form_and_at_its_limits)
{
    double p;
    for (double t = 1e-3; t < 1e9; t *= 3) {
        cr_assert(student_p(t, 1, &p));
        assert_near(p, 2 * atan2(1, t) / acos(-1), 1e-14);
        cr_assert(student_p(t, 2, &p));
        double root = sqrt(2 + t * t);
        assert_near(p, 2 / (root * (root + t)), 1e-14);
    }
    cr_assert(student_p(0, 5, &p) && p == 1);
    cr_assert(student_p((double)INFINITY, 5, &p) && p == 0);
    cr_assert(student_p(1e200, 1, &p) && p == 0);
    cr_assert(student_p(1e-200, 1, &p) && p == 1);
}

Test(statistics_oracle, rates_of_none_and_of_all_have_exact_ends)
{
    for (long long n = 1; n <= 1000000000; n *= 10) {
        struct interval none, all;
        cr_assert(rate_interval_clopper_pearson(0, n, 0.95, &none));
        cr_assert(rate_interval_clopper_pearson(n, n, 0.95, &all));
        assert_near(none.high, -expm1(log(0.025) / (double)n), 1e-12);
        assert_near(all.low, exp(log(0.025) / (double)n), 1e-14);
        cr_assert(none.low == 0 && all.high == 1);
        cr_assert(rate_interval_wilson(0, n, 1.96, &none) && none.low == 0);
        cr_assert(rate_interval_wilson(n, n, 1.96, &all) && all.high == 1);
    }
}
