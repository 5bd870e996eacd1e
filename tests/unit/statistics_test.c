#include "statistics.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define UNTOUCHED 777.0

static const double some[] = {78.5, 15.3, 86.0, 91.0, 59.2, 90.0};

static struct sample sample_of(const double *values, size_t size)
{
    struct sample sample = {0};
    for (size_t i = 0; i < size; i++)
        sample_add(&sample, values[i]);
    return sample;
}

/* SplitMix64: the same numbers in every run and on every machine. */
static double uniform(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static size_t below(uint64_t *state, size_t limit)
{
    return (size_t)(uniform(state) * (double)limit);
}

static void assert_same_sample(const struct sample *got, const struct sample *wanted)
{
    cr_assert_eq(got->n, wanted->n);
    cr_assert_float_eq(got->mean, wanted->mean, 1e-11);
    cr_assert_float_eq(got->m2, wanted->m2, 1e-11 * (1 + wanted->m2));
}

Test(statistics, merge_of_two_samples_is_the_sample_of_the_union)
{
    uint64_t state = 1;
    for (int round = 0; round < 1000; round++) {
        double values[40];
        size_t size = below(&state, COUNT(values) + 1);
        for (size_t i = 0; i < size; i++)
            values[i] = 100 * uniform(&state);
        size_t cut = below(&state, size + 1);
        struct sample whole = sample_of(values, size);
        struct sample left = sample_of(values, cut);
        struct sample right = sample_of(values + cut, size - cut);
        struct sample reversed = right;
        sample_merge(&reversed, &left);
        sample_merge(&left, &right);
        assert_same_sample(&left, &whole);
        assert_same_sample(&reversed, &whole);
    }
}

Test(statistics, a_large_mean_does_not_drown_the_spread)
{
    const double values[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
    struct sample sample = sample_of(values, 2);
    struct sample rest = sample_of(values + 2, 2);
    double sd;
    sample_merge(&sample, &rest);
    cr_assert(sample_sd(&sample, &sd));
    cr_assert_float_eq(sd, sqrt(30), 1e-13);
}

Test(statistics, equal_values_have_no_spread_at_all)
{
    struct sample sample = {0};
    struct sample others = {0};
    struct interval interval;
    for (int i = 0; i < 7; i++) {
        sample_add(&sample, 0.1);
        sample_add(&others, 0.1);
        sample_merge(&sample, &others);
    }
    cr_assert_eq(sample.m2, 0);
    cr_assert(mean_interval_z(&sample, 1.96, &interval));
    cr_assert(interval.low == 0.1 && interval.high == 0.1);
}

Test(statistics, too_few_values_are_refused_and_nothing_is_written)
{
    struct sample none = {0};
    struct sample one = {.n = 1, .mean = 5};
    double value = UNTOUCHED;
    struct interval interval = {UNTOUCHED, UNTOUCHED};
    cr_assert_not(sample_mean(&none, &value));
    cr_assert_not(sample_sd(&none, &value));
    cr_assert_not(sample_sd(&one, &value));
    cr_assert_not(mean_interval_z(&one, 1.96, &interval));
    cr_assert_not(mean_interval_t(&one, 0.95, &interval));
    cr_assert_not(mean_interval_t(&none, 0.95, &interval));
    cr_assert(value == UNTOUCHED && interval.low == UNTOUCHED && interval.high == UNTOUCHED);
    cr_assert(sample_mean(&one, &value));
    cr_assert_eq(value, 5);
}

static void assert_untestable(const struct sample *a, const struct sample *b)
{
    struct t_test test = {.p = UNTOUCHED};
    cr_assert_not(student_t_pooled(a, b, &test));
    cr_assert_not(student_t_pooled(b, a, &test));
    cr_assert_not(welch_t(a, b, &test));
    cr_assert_not(welch_t(b, a, &test));
    cr_assert_eq(test.p, UNTOUCHED);
}

Test(statistics, what_cannot_be_tested_is_refused)
{
    struct sample many = sample_of(some, COUNT(some));
    struct sample none = {0};
    struct sample one = {.n = 1, .mean = 5};
    struct sample flat = {.n = 3, .mean = 5};
    struct sample other_flat = {.n = 4, .mean = 6};
    struct sample spoilt = many;
    sample_add(&spoilt, (double)NAN);
    assert_untestable(&many, &none);
    assert_untestable(&many, &one);
    assert_untestable(&flat, &flat);
    assert_untestable(&flat, &other_flat);
    assert_untestable(&many, &spoilt);
    double value;
    struct interval interval;
    cr_assert_not(sample_mean(&spoilt, &value) || sample_sd(&spoilt, &value));
    cr_assert_not(mean_interval_z(&spoilt, 1.96, &interval));
}

Test(statistics, one_sample_without_spread_is_tested)
{
    struct sample many = sample_of(some, COUNT(some));
    struct sample flat = {.n = 3, .mean = 5};
    struct t_test test;
    cr_assert(student_t_pooled(&many, &flat, &test));
    cr_assert(welch_t(&many, &flat, &test));
    cr_assert_float_eq(test.df, (double)(many.n - 1), 1e-14);
}

Test(statistics, t_tests_mirror_and_do_not_depend_on_the_unit)
{
    uint64_t state = 2;
    for (int round = 0; round < 300; round++) {
        double values[12], scaled[12];
        for (size_t i = 0; i < COUNT(values); i++) {
            values[i] = uniform(&state);
            scaled[i] = 100 * values[i] + 3;
        }
        size_t cut = 2 + below(&state, 8);
        struct sample a = sample_of(values, cut), b = sample_of(values + cut, 12 - cut);
        struct sample c = sample_of(scaled, cut), d = sample_of(scaled + cut, 12 - cut);
        struct t_test ab, ba, cd;
        cr_assert(welch_t(&a, &b, &ab) && welch_t(&b, &a, &ba) && welch_t(&c, &d, &cd));
        cr_assert(ab.t == -ba.t && fabs(ab.p - ba.p) < 1e-13 && fabs(ab.p - cd.p) < 1e-10);
        cr_assert(student_t_pooled(&a, &b, &ab) && student_t_pooled(&b, &a, &ba));
        cr_assert(ab.t == -ba.t && ab.df == ba.df && fabs(ab.p - ba.p) < 1e-13);
    }
}

Test(statistics, student_arguments_out_of_range_are_refused)
{
    double p = UNTOUCHED;
    cr_assert_not(student_p((double)NAN, 5, &p));
    cr_assert_not(student_p(1, 0, &p));
    cr_assert_not(student_p(1, (double)INFINITY, &p));
    cr_assert_not(student_critical(1, 5, &p));
    cr_assert_not(student_critical(0, 5, &p));
    cr_assert_not(student_critical(0.95, -1, &p));
    cr_assert_eq(p, UNTOUCHED);
}

static bool within(const struct interval *interval, double low, double value, double high)
{
    return low <= interval->low && interval->low <= value && value <= interval->high &&
           interval->high <= high;
}

Test(statistics, mean_intervals_contain_the_mean_and_t_is_wider_than_z)
{
    uint64_t state = 3;
    for (int round = 0; round < 300; round++) {
        struct sample sample = {0};
        for (size_t n = 2 + below(&state, 30); n > 0; n--)
            sample_add(&sample, uniform(&state));
        struct interval z, t, wide;
        cr_assert(mean_interval_z(&sample, 1.96, &z));
        cr_assert(mean_interval_t(&sample, 0.95, &t) && mean_interval_t(&sample, 0.99, &wide));
        cr_assert(within(&z, t.low, sample.mean, t.high));
        cr_assert(within(&t, wide.low, sample.mean, wide.high));
        cr_assert_float_eq(z.low + z.high, 2 * sample.mean, 1e-14);
    }
}

Test(statistics, rate_intervals_contain_the_rate_and_mirror)
{
    for (long long n = 1; n <= 60; n++) {
        for (long long k = 0; k <= n; k++) {
            struct interval wilson, exact, wider, mirrored;
            double rate = (double)k / (double)n;
            cr_assert(rate_interval_wilson(k, n, 1.96, &wilson));
            cr_assert(within(&wilson, 0, rate, 1));
            cr_assert(rate_interval_clopper_pearson(k, n, 0.95, &exact));
            cr_assert(rate_interval_clopper_pearson(k, n, 0.99, &wider));
            cr_assert(within(&wider, 0, rate, 1));
            cr_assert(within(&exact, wider.low, rate, wider.high));
            cr_assert(rate_interval_wilson(n - k, n, 1.96, &mirrored));
            cr_assert_float_eq(mirrored.low, 1 - wilson.high, 1e-15);
            cr_assert(rate_interval_clopper_pearson(n - k, n, 0.95, &mirrored));
            cr_assert_float_eq(mirrored.low, 1 - exact.high, 1e-14);
        }
    }
}

Test(statistics, what_is_no_rate_is_refused)
{
    struct interval interval = {UNTOUCHED, UNTOUCHED};
    const long long wrong[][2] = {{0, 0}, {1, 0}, {-1, 5}, {6, 5}, {0, -1}};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        cr_assert_not(rate_interval_wilson(wrong[i][0], wrong[i][1], 1.96, &interval));
        cr_assert_not(rate_interval_clopper_pearson(wrong[i][0], wrong[i][1], 0.95, &interval));
    }
    const double wrong_z[] = {0, -1.96, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < COUNT(wrong_z); i++)
        cr_assert_not(rate_interval_wilson(1, 5, wrong_z[i], &interval));
    const double wrong_confidence[] = {0, 1, 95, -0.5, (double)NAN};
    for (size_t i = 0; i < COUNT(wrong_confidence); i++)
        cr_assert_not(rate_interval_clopper_pearson(1, 5, wrong_confidence[i], &interval));
    const long long far_too_many = 1000000000000000;
    cr_assert_not(rate_interval_clopper_pearson(far_too_many / 2, far_too_many, 0.95, &interval));
    cr_assert(interval.low == UNTOUCHED && interval.high == UNTOUCHED);
}

Test(statistics, levels_answer_as_the_practices_one_by_one)
{
    uint64_t state = 4;
    for (int round = 0; round < 500; round++) {
        long long counts[5];
        double values[5 * 4];
        size_t n = 0, at_least_3 = 0;
        for (size_t i = 0; i < COUNT(counts); i++) {
            counts[i] = (long long)below(&state, 5);
            for (long long k = 0; k < counts[i]; k++)
                values[n++] = (double)i + 1;
            at_least_3 += i >= 2 ? (size_t)counts[i] : 0;
        }
        const struct levels levels = {.first = 1, .size = COUNT(counts), .counts = counts};
        struct sample sample = sample_of(values, n);
        double mean, median, share, wanted;
        cr_assert_eq(levels_mean(&levels, &mean), n > 0);
        cr_assert_eq(levels_median(&levels, &median), n > 0);
        cr_assert_eq(levels_share_at_or_above(&levels, 3, &share), n > 0);
        if (n == 0)
            continue;
        cr_assert(sorted_median(values, n, &wanted));
        cr_assert_eq(median, wanted);
        cr_assert_float_eq(mean, sample.mean, 1e-14);
        cr_assert_eq(share, (double)at_least_3 / (double)n);
    }
}

Test(statistics, levels_at_their_edges)
{
    const long long counts[] = {0, 3, 0, 3, 0};
    const long long negative[] = {2, -1, 2};
    const struct levels levels = {.first = -1, .size = COUNT(counts), .counts = counts};
    const struct levels wrong = {.first = 0, .size = COUNT(negative), .counts = negative};
    const struct levels none = {0};
    double value;
    cr_assert(levels_median(&levels, &value) && value == 1);
    cr_assert(levels_mean(&levels, &value) && value == 1);
    cr_assert(levels_share_at_or_above(&levels, -9, &value) && value == 1);
    cr_assert(levels_share_at_or_above(&levels, 2, &value) && value == 0.5);
    cr_assert(levels_share_at_or_above(&levels, 9, &value) && value == 0);
    cr_assert_not(levels_mean(&wrong, &value));
    cr_assert_not(levels_median(&none, &value));
}

Test(statistics, quantiles_of_type_7)
{
    const double values[] = {1, 2, 4, 8};
    const double wanted[][2] = {{0, 1}, {0.25, 1.75}, {0.5, 3}, {0.75, 5}, {1, 8}};
    double value;
    for (size_t i = 0; i < COUNT(wanted); i++) {
        cr_assert(sorted_quantile(values, COUNT(values), wanted[i][0], &value));
        cr_assert_eq(value, wanted[i][1]);
    }
    cr_assert(sorted_median(values, 3, &value) && value == 2);
    cr_assert(sorted_median(values, 1, &value) && value == 1);
    cr_assert(sorted_quantile(values, 1, 0.9, &value) && value == 1);
    cr_assert_not(sorted_median(values, 0, &value));
    cr_assert_not(sorted_quantile(values, 4, 1.01, &value));
    cr_assert_not(sorted_quantile(values, 4, (double)NAN, &value));
}
