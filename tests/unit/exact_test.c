#include "exact.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static double cells[EXACT_CELLS];
static const struct workspace room = {cells, EXACT_CELLS};
static const struct workspace no_room = {0};

/* SplitMix64: the same numbers in every run and on every machine. */
static size_t below(uint64_t *state, size_t limit)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (size_t)((z ^ (z >> 31)) % limit);
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static struct tally tally_of(double *values, size_t size)
{
    qsort(values, size, sizeof *values, ascending);
    return (struct tally){.size = size, .values = values};
}

/* Levels with many ties and zeros. */
static struct tally some_levels(uint64_t *state, double *values, size_t most)
{
    size_t size = 1 + below(state, most);
    for (size_t i = 0; i < size; i++)
        values[i] = (double)below(state, 7) - 3;
    return tally_of(values, size);
}

static struct tally mirrored(const struct tally *tally, double *values)
{
    for (size_t i = 0; i < tally->size; i++)
        values[i] = -tally->values[tally->size - 1 - i];
    return (struct tally){.size = tally->size, .values = values};
}

/* The same with counts, some of them 0. */
static struct tally counted(const struct tally *tally, double *values, long long *counts)
{
    for (int i = 0; i < 7; i++) {
        values[i] = i - 3;
        counts[i] = 0;
    }
    for (size_t i = 0; i < tally->size; i++)
        counts[(int)tally->values[i] + 3]++;
    return (struct tally){7, values, counts};
}

static void assert_same(const struct exact_test *one, const struct exact_test *other)
{
    cr_assert_eq(one->basis, other->basis);
    cr_assert_eq(one->statistic, other->statistic);
    cr_assert_float_eq(one->p, other->p, 1e-13 * one->p);
    cr_assert_eq(one->n, other->n);
    cr_assert_eq(one->zeros, other->zeros);
}

/* --- Textbooks ------------------------------------------------------------ */

/* Darwin's maize, as Fisher, The Design of Experiments (1935), 17 has it. p by
 * R 4.2.2, wilcox.test: V = 96, p = 0.04126. */
Test(exact, maize_of_darwin)
{
    double heights[] = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    struct tally tally = tally_of(heights, COUNT(heights));
    struct exact_test test;
    cr_assert(signed_rank_test(&tally, ZEROS_WILCOXON, &room, &test));
    cr_assert_eq(test.statistic, 96);
    cr_assert_eq(test.n, 15);
    cr_assert_float_eq(test.p, 0.04126, 5e-6);
    cr_assert(sign_test(&tally, &test) && test.statistic == 13);
    cr_assert_float_eq(test.p, 2 * (1 + 15 + 105) / 32768.0, 1e-15);
}

/* Hollander and Wolfe, Nonparametric Statistical Methods (1973), tables 3.1
 * and 4.1: one-sided p 0.0195 at V = 40, and 0.1272 at U = 35. */
Test(exact, depression_and_permeability_of_hollander_and_wolfe)
{
    double before[] = {1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300};
    const double after[] = {878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290};
    double term[] = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    double early[] = {1.15, 0.88, 0.90, 0.74, 1.21};
    struct exact_test test;
    struct shift shift;
    for (size_t i = 0; i < COUNT(before); i++)
        before[i] -= after[i];
    struct tally paired = tally_of(before, COUNT(before));
    struct tally a = tally_of(term, COUNT(term));
    struct tally b = tally_of(early, COUNT(early));
    cr_assert(signed_rank_test(&paired, ZEROS_PRATT, &room, &test) && test.statistic == 40);
    cr_assert_float_eq(test.p, 2 * 10.0 / 512, 1e-15);
    cr_assert(shift_paired(&paired, 0.96, &room, &shift));
    cr_assert_eq(shift.estimate, 460);
    cr_assert(mann_whitney_test(&a, &b, &room, &test) && test.statistic == 35);
    cr_assert_float_eq(test.p, 2 * 0.1272, 1e-4);
    cr_assert(shift_between(&a, &b, 0.95, &room, &shift));
    cr_assert_float_eq(shift.estimate, 0.305, 1e-12);
}

/* Pratt's point: ranked with the zero, what is small stays small. 1 2 3 -4 are
 * ranked 2 3 4 -5 behind one zero. */
Test(exact, the_two_treatments_of_zeros)
{
    const double values[] = {-4, 0, 1, 2, 3};
    struct tally tally = {.size = 5, .values = values};
    struct exact_test test;
    cr_assert(signed_rank_test(&tally, ZEROS_WILCOXON, &room, &test));
    cr_assert(test.statistic == 6 && test.n == 4 && test.zeros == 1);
    cr_assert_float_eq(test.p, 14.0 / 16, 1e-15);
    cr_assert(signed_rank_test(&tally, ZEROS_PRATT, &room, &test));
    cr_assert(test.statistic == 9 && test.n == 4 && test.zeros == 1);
    cr_assert_float_eq(test.p, 12.0 / 16, 1e-15);
}

Test(exact, holm_by_hand)
{
    const double p[] = {0.03, -1, 0.01, 0.04, 0.02, 0.9};
    const double wanted[] = {0.09, -1, 0.05, 0.09, 0.08, 0.9};
    double adjusted[6];
    cr_assert(holm_adjust(p, 6, adjusted));
    for (size_t i = 0; i < 6; i++)
        cr_assert_float_eq(adjusted[i], wanted[i], 1e-15);
}

/* --- Every assignment, one by one ------------------------------------------- */

/* Twice the midrank among all values of its absolute. */
static int rank_of(const struct tally *tally, size_t i, bool with_zeros)
{
    int rank = 1;
    for (size_t j = 0; j < tally->size; j++) {
        double away = fabs(tally->values[i]) - fabs(tally->values[j]);
        if (with_zeros || tally->values[j] != 0)
            rank += away > 0 ? 2 : away == 0;
    }
    return rank;
}

static double flipped_p(const struct tally *tally, bool with_zeros)
{
    int ranks[16];
    int n = 0;
    int away = 0;
    for (size_t i = 0; i < tally->size; i++) {
        if (tally->values[i] == 0)
            continue;
        ranks[n] = rank_of(tally, i, with_zeros);
        away += tally->values[i] > 0 ? ranks[n] : -ranks[n];
        n++;
    }
    int as_far = 0;
    for (int signs = 0; signs < 1 << n; signs++) {
        int sum = 0;
        for (int i = 0; i < n; i++)
            sum += signs >> i & 1 ? ranks[i] : -ranks[i];
        as_far += abs(sum) >= abs(away);
    }
    return ldexp(as_far, -n);
}

Test(exact, signed_rank_is_the_enumeration_of_all_signs)
{
    uint64_t state = 3;
    for (int round = 0; round < 300; round++) {
        double values[10];
        struct exact_test test;
        struct tally tally = some_levels(&state, values, COUNT(values));
        for (int zeros = 0; zeros <= 1; zeros++) {
            if (!signed_rank_test(&tally, zeros ? ZEROS_PRATT : ZEROS_WILCOXON, &room, &test))
                continue;
            cr_assert_float_eq(test.p, flipped_p(&tally, zeros), 1e-14);
            cr_assert(test.p > 0 && test.p <= 1);
        }
    }
}

static double divided_p(const double *pooled, int n_a, int n)
{
    int ranks[16];
    int as_far = 0;
    int all = 0;
    int observed = 0;
    for (int i = 0; i < n; i++) {
        ranks[i] = 1;
        for (int j = 0; j < n; j++)
            ranks[i] += pooled[i] > pooled[j] ? 2 : pooled[i] == pooled[j];
        observed += i < n_a ? ranks[i] : 0;
    }
    int mean = n_a * (n + 1);
    for (int set = 0; set < 1 << n; set++) {
        int sum = 0;
        if (__builtin_popcount((unsigned)set) != n_a)
            continue;
        for (int i = 0; i < n; i++)
            sum += set >> i & 1 ? ranks[i] : 0;
        as_far += abs(sum - mean) >= abs(observed - mean);
        all++;
    }
    return (double)as_far / all;
}

Test(exact, mann_whitney_is_the_enumeration_of_all_divisions)
{
    uint64_t state = 4;
    for (int round = 0; round < 300; round++) {
        double values[12];
        struct exact_test test;
        struct tally a = some_levels(&state, values, 6);
        struct tally b = some_levels(&state, values + a.size, 6);
        if (!mann_whitney_test(&a, &b, &room, &test))
            continue;
        double p = divided_p(values, (int)a.size, (int)(a.size + b.size));
        cr_assert_float_eq(test.p, p, 1e-14);
        cr_assert(test.p > 0 && test.p <= 1);
    }
}

/* --- Symmetry ----------------------------------------------------------------- */

static void assert_mirrored(const struct shift *one, const struct shift *other)
{
    cr_assert_eq(one->estimate, -other->estimate);
    cr_assert_eq(one->interval.low, -other->interval.high);
    cr_assert_eq(one->interval.high, -other->interval.low);
    cr_assert(one->interval.low <= one->estimate && one->estimate <= one->interval.high);
}

Test(exact, what_falls_instead_of_rising_changes_only_the_sign)
{
    uint64_t state = 5;
    for (int round = 0; round < 500; round++) {
        double values[50], opposite[50];
        struct exact_test one, other;
        struct shift up, down;
        struct tally tally = some_levels(&state, values, COUNT(values));
        struct tally mirror = mirrored(&tally, opposite);
        const struct workspace *work = round % 2 ? &room : &no_room;
        if (!signed_rank_test(&tally, ZEROS_PRATT, work, &one))
            continue;
        cr_assert(signed_rank_test(&mirror, ZEROS_PRATT, work, &other));
        cr_assert_float_eq(one.p, other.p, 1e-14);
        cr_assert(sign_test(&tally, &one) && sign_test(&mirror, &other));
        cr_assert_eq(one.p, other.p);
        cr_assert_eq(one.statistic + other.statistic, (double)one.n);
        if (shift_paired(&tally, 0.9, work, &up)) {
            cr_assert(shift_paired(&mirror, 0.9, work, &down));
            assert_mirrored(&up, &down);
        }
    }
}

Test(exact, swapped_samples_change_only_the_sign)
{
    uint64_t state = 6;
    for (int round = 0; round < 300; round++) {
        double values[60];
        struct exact_test one, other;
        struct shift up, down;
        struct tally a = some_levels(&state, values, 30);
        struct tally b = some_levels(&state, values + 30, 30);
        const struct workspace *work = round % 2 ? &room : &no_room;
        if (!mann_whitney_test(&a, &b, work, &one))
            continue;
        cr_assert(mann_whitney_test(&b, &a, work, &other));
        cr_assert_float_eq(one.p, other.p, 1e-12);
        cr_assert_eq(one.statistic + other.statistic, (double)(a.size * b.size));
        if (shift_between(&a, &b, 0.9, work, &up)) {
            cr_assert(shift_between(&b, &a, 0.9, work, &down));
            assert_mirrored(&up, &down);
        }
    }
}

Test(exact, counts_are_as_good_as_lists)
{
    uint64_t state = 7;
    for (int round = 0; round < 300; round++) {
        double values[40], distinct[7], distinct_b[7];
        long long counts[7], counts_b[7];
        struct exact_test one, other;
        struct shift listed, weighed;
        struct tally a = some_levels(&state, values, 20);
        struct tally b = some_levels(&state, values + 20, 20);
        struct tally a_counted = counted(&a, distinct, counts);
        struct tally b_counted = counted(&b, distinct_b, counts_b);
        if (signed_rank_test(&a, ZEROS_WILCOXON, &room, &one)) {
            cr_assert(signed_rank_test(&a_counted, ZEROS_WILCOXON, &room, &other));
            assert_same(&one, &other);
        }
        if (mann_whitney_test(&a, &b, &room, &one)) {
            cr_assert(mann_whitney_test(&a_counted, &b_counted, &room, &other));
            assert_same(&one, &other);
        }
        if (shift_between(&a, &b, 0.8, &room, &listed)) {
            cr_assert(shift_between(&a_counted, &b_counted, 0.8, &room, &weighed));
            cr_assert_eq(memcmp(&listed.interval, &weighed.interval, sizeof listed.interval), 0);
            cr_assert_eq(listed.estimate, weighed.estimate);
        }
    }
}

/* --- Bounds --------------------------------------------------------------------- */

Test(exact, beyond_the_bound_is_approximate_and_close)
{
    double values[EXACT_MOST + 1];
    struct exact_test exact, normal;
    struct shift narrow, wide;
    for (int i = 0; i <= EXACT_MOST; i++)
        values[i] = i - 90.25;
    struct tally most = {.size = EXACT_MOST, .values = values};
    struct tally more = {.size = EXACT_MOST + 1, .values = values};
    cr_assert(signed_rank_test(&most, ZEROS_WILCOXON, &room, &exact));
    cr_assert(signed_rank_test(&most, ZEROS_WILCOXON, &no_room, &normal));
    cr_assert(exact.basis == BASIS_EXACT && normal.basis == BASIS_NORMAL);
    cr_assert_float_eq(exact.p, normal.p, 1e-3);
    cr_assert(signed_rank_test(&more, ZEROS_WILCOXON, &room, &normal));
    cr_assert_eq(normal.basis, BASIS_NORMAL);
    cr_assert(shift_paired(&most, 0.95, &room, &narrow));
    cr_assert(shift_paired(&most, 0.95, &no_room, &wide));
    cr_assert(narrow.basis == BASIS_EXACT && wide.basis == BASIS_NORMAL);
    cr_assert_float_eq(narrow.interval.low, wide.interval.low, 0.51);
    cr_assert_float_eq(narrow.interval.high, wide.interval.high, 0.51);
    cr_assert_eq(narrow.estimate, values[0] + (EXACT_MOST - 1) / 2.0);
}

/* Powers of 2 have no two averages and no two differences in common. At
 * 95 %, 14 differences: 105 / 2 + 0.5 - 1.96 * sqrt(105 * 29 / 12) = 21.8; 7
 * and 9 values: 63 / 2 + 0.5 - 1.96 * sqrt(63 * 17 / 12) = 13.5. */
Test(exact, approximate_ranks_by_hand)
{
    double values[16], averages[105], differences[63];
    struct shift shift;
    size_t size = 0;
    for (int i = 0; i < 16; i++)
        values[i] = ldexp(1, i);
    for (int i = 0; i < 14; i++) {
        for (int j = 0; j <= i; j++)
            averages[size++] = (values[i] + values[j]) / 2;
    }
    for (int i = 0; i < 63; i++)
        differences[i] = values[i / 9] - values[7 + i % 9];
    (void)tally_of(averages, 105);
    (void)tally_of(differences, 63);
    struct tally all = {.size = 14, .values = values};
    struct tally a = {.size = 7, .values = values};
    struct tally b = {.size = 9, .values = values + 7};
    cr_assert(shift_paired(&all, 0.95, &no_room, &shift) && shift.basis == BASIS_NORMAL);
    cr_assert(shift.interval.low == averages[20] && shift.interval.high == averages[84]);
    cr_assert_eq(shift.estimate, averages[52]);
    cr_assert(shift_between(&a, &b, 0.95, &no_room, &shift) && shift.basis == BASIS_NORMAL);
    cr_assert(shift.interval.low == differences[12] && shift.interval.high == differences[50]);
    cr_assert_eq(shift.estimate, differences[31]);
}

Test(exact, the_middle_of_an_even_number)
{
    const double values[] = {1, 2, 5, 9};
    const long long counts[] = {2, 1, 0, 3};
    double median;
    cr_assert(tally_median(&(struct tally){4, values, NULL}, &median) && median == 3.5);
    cr_assert(tally_median(&(struct tally){4, values, counts}, &median) && median == 5.5);
    cr_assert(tally_median(&(struct tally){3, values, NULL}, &median) && median == 2);
}

Test(exact, two_hundred_thousand_practices)
{
    const double values[] = {-3, -2, -1, 0, 1, 2, 3};
    const long long counts[] = {1000, 9000, 30000, 90000, 50000, 18000, 2000};
    const long long others[] = {2000, 18000, 50000, 90000, 30000, 9000, 1000};
    struct tally a = {7, values, counts};
    struct tally b = {7, values, others};
    struct exact_test test;
    struct shift shift;
    double mean, median;
    cr_assert(signed_rank_test(&a, ZEROS_PRATT, &room, &test) && test.basis == BASIS_NORMAL);
    cr_assert(test.n == 110000 && test.zeros == 90000 && test.p == 0);
    cr_assert(mann_whitney_test(&a, &b, &room, &test) && test.n == 400000);
    cr_assert(shift_paired(&a, 0.95, &room, &shift) && shift.basis == BASIS_NORMAL);
    cr_assert(shift.estimate == 0 && shift.interval.low == 0 && shift.interval.high == 0);
    cr_assert(shift_between(&a, &b, 0.95, &room, &shift));
    cr_assert(tally_mean(&a, &mean) && tally_median(&a, &median) && median == 0);
    cr_assert_float_eq(mean, 0.205, 1e-15);
}

static bool any_test(const struct tally *a, const struct tally *b)
{
    struct exact_test test = {.p = 777};
    struct shift shift = {.estimate = 777};
    bool told = signed_rank_test(a, ZEROS_WILCOXON, &room, &test) || sign_test(a, &test) ||
                mann_whitney_test(a, b, &room, &test) || shift_paired(a, 0.95, &room, &shift) ||
                shift_between(a, b, 0.95, &room, &shift);
    cr_assert(told || (test.p == 777 && shift.estimate == 777), "filled in spite of false");
    return told;
}

Test(exact, too_few_to_test)
{
    const double zeros[] = {0, 0, 0};
    const double falling[] = {2, 1};
    const double broken[] = {1, (double)NAN, 2};
    const double endless[] = {1, (double)INFINITY};
    const double rising[] = {1, 2};
    const long long negative[] = {-1, 3};
    const long long too_many[] = {999999999, 2};
    const struct tally tallies[] = {
        {.size = 0},        {3, zeros, NULL},      {2, falling, NULL},    {3, broken, NULL},
        {2, endless, NULL}, {2, rising, negative}, {2, rising, too_many},
    };
    const struct tally good = {.size = 3, .values = zeros};
    for (size_t i = 0; i < COUNT(tallies); i++)
        cr_assert_not(any_test(&tallies[i], &good), "tally %zu", i);
}

Test(exact, five_differences_have_no_interval_of_95_percent)
{
    const double values[] = {1, 2, 3, 4, 5, 6};
    struct tally five = {.size = 5, .values = values};
    struct tally six = {.size = 6, .values = values};
    struct shift shift;
    cr_assert_not(shift_paired(&five, 0.95, &room, &shift));
    cr_assert(shift_paired(&six, 0.95, &room, &shift));
    cr_assert(shift.interval.low == 1 && shift.interval.high == 6);
    cr_assert_not(shift_paired(&six, 0, &room, &shift));
    cr_assert_not(shift_paired(&six, 1, &room, &shift));
}

Test(exact, arguments_out_of_range)
{
    double out = 777;
    const double above[] = {0.5, 1.5};
    const double none[] = {0.5, (double)NAN};
    double adjusted[2] = {777, 777};
    cr_assert_not(holm_adjust(above, 2, adjusted));
    cr_assert_not(holm_adjust(none, 2, adjusted));
    cr_assert(adjusted[0] == 777 && adjusted[1] == 777);
    cr_assert_not(normal_p((double)NAN, &out));
    cr_assert_not(normal_critical(0, &out));
    cr_assert_not(normal_critical(1, &out));
    cr_assert_eq(out, 777);
    cr_assert(normal_p((double)INFINITY, &out) && out == 0);
    cr_assert(normal_critical(0.95, &out));
    cr_assert_float_eq(out, 1.959963984540054, 1e-15);
}
