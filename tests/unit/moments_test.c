#include "moments.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

#define MOST ((int64_t)1 << 60)

TestSuite(moments);

/* Values of 61 bits by exact sums of the first two powers in 256 bits: high and low. */
struct wide {
    __extension__ unsigned __int128 high, low;
};

static void wide_add(struct wide *sum, struct wide by)
{
    sum->low += by.low;
    sum->high += by.high + (sum->low < by.low);
}

__extension__ typedef unsigned __int128 uint128;

/* The whole product, from halves. */
static struct wide wide_product(uint128 a, uint128 b)
{
    uint128 mask = UINT64_MAX, al = a & mask, ah = a >> 64, bl = b & mask, bh = b >> 64;
    struct wide product = {ah * bh, al * bl};
    wide_add(&product, (struct wide){(ah * bl) >> 64, (ah * bl) << 64});
    wide_add(&product, (struct wide){(al * bh) >> 64, (al * bh) << 64});
    return product;
}

static double wide_value(struct wide number)
{
    return ldexp((double)number.high, 128) + (double)number.low;
}

/* n times the squares less the square of the sum, over n. */
static double spread_of(const int64_t *values, size_t n)
{
    struct wide rest = {0}, each;
    int128 sum = 0;
    for (size_t i = 0; i < n; i++) {
        uint128 size = (uint128)(values[i] < 0 ? -(int128)values[i] : values[i]);
        each = wide_product(size * size, n);
        wide_add(&rest, each);
        sum += values[i];
    }
    each = wide_product((uint128)(sum < 0 ? -sum : sum), (uint128)(sum < 0 ? -sum : sum));
    each = (struct wide){~each.high, ~each.low};
    wide_add(&each, (struct wide){0, 1});
    wide_add(&rest, each);
    return wide_value(rest) / (double)n;
}

static bool near(double a, double b)
{
    return a == b || fabs(a - b) <= 4e-16 * fmax(fabs(a), fabs(b));
}

static void expect(const int64_t *values, size_t n)
{
    int64_t slots[MOMENT_SLOTS] = {0}, none[MOMENT_SLOTS] = {0};
    int128 sum = 0;
    for (size_t i = 0; i < n; i++) {
        moments_add(slots, values[i], 1);
        sum += values[i];
    }
    struct sample sample = moments_sample(slots, 1);
    cr_assert_eq(sample.n, (long long)n);
    cr_assert(near(sum_value(slots + 1, 1), (double)sum));
    cr_assert(near(sample.mean, (double)sum / (double)n), "%.17g", sample.mean);
    double spread = spread_of(values, n);
    cr_assert(near(sample.m2, spread), "%zu: %.17g, not %.17g", n, sample.m2, spread);
    for (size_t i = n; i-- > 0;)
        moments_add(slots, values[i], -1);
    cr_assert(!memcmp(slots, none, sizeof slots));
}

Test(moments, are_exact_for_values_of_every_size)
{
    for (int round = 0; round < 2000; round++) {
        int64_t values[50];
        size_t n = 1 + chance(50);
        for (size_t i = 0; i < n; i++)
            values[i] = any_number() % (2 * MOST); /* differences, too */
        expect(values, n);
    }
}

Test(moments, of_great_values_lose_nothing_of_a_small_spread)
{
    int64_t *values = malloc(100000 * sizeof *values);
    static const int64_t bases[] = {MOST - 2, -(MOST - 2), 2 * MOST - 2, 1000000007, 0};
    for (size_t b = 0; b < sizeof bases / sizeof *bases; b++) {
        for (size_t i = 0; i < 100000; i++)
            values[i] = bases[b] + (int64_t)(i % 2);
        expect(values, 100000);
        expect(values, 99999);
    }
    for (size_t i = 0; i < 100000; i++)
        values[i] = i % 2 ? MOST - 1 : 1 - MOST;
    expect(values, 100000);
    for (size_t i = 0; i < 100000; i++)
        values[i] = (int64_t)(chance(0) >> 3) - MOST;
    expect(values, 100000);
    free(values);
}

Test(moments, taken_away_in_any_order_nothing_stays)
{
    for (int round = 0; round < 200; round++) {
        int64_t values[100], slots[MOMENT_SLOTS] = {0}, none[MOMENT_SLOTS] = {0};
        for (size_t i = 0; i < 100; i++)
            moments_add(slots, values[i] = any_number() % MOST, 1);
        for (size_t i = 100; i > 0; i--) {
            size_t which = chance(i);
            moments_add(slots, values[which], -1);
            values[which] = values[i - 1];
        }
        cr_assert(!memcmp(slots, none, sizeof slots));
    }
}

Test(moments, without_values_are_nothing)
{
    int64_t slots[MOMENT_SLOTS] = {0};
    struct sample sample = moments_sample(slots, 1000);
    cr_assert(sample.n == 0 && sample.mean == 0 && sample.m2 == 0);
}

Test(moments, are_in_the_unit_that_is_asked_for)
{
    int64_t slots[MOMENT_SLOTS] = {0};
    moments_add(slots, 150, 1);
    moments_add(slots, 250, 1);
    struct sample sample = moments_sample(slots, 100);
    cr_assert(sample.n == 2 && sample.mean == 2 && sample.m2 == 0.5);
    cr_assert_eq(sum_value(slots + 1, 100), 4);
}
