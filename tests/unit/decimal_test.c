#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "decimal.h"

static uint64_t state = 1;

static uint64_t any(void) /* xorshift64* */
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 2685821657736338717ULL;
}

static void check(double value)
{
    char ours[DECIMAL_MAX], theirs[64];
    size_t length = decimal_of_double(ours, value);
    snprintf(theirs, sizeof theirs, "%.15g", value);
    cr_assert_str_eq(ours, theirs, "%a", value);
    cr_assert_eq(length, strlen(ours));
}

static void check_around(double value)
{
    double below = value, above = value;
    for (int i = 0; i < 20; i++) {
        check(below), check(above), check(-below);
        below = nextafter(below, 0);
        above = nextafter(above, INFINITY);
    }
}

Test(decimal, as_printf_writes_it)
{
    for (int i = 0; i < 1000000; i++) {
        uint64_t bits = any();
        double value;
        memcpy(&value, &bits, sizeof value);
        check(isfinite(value) ? value : 0);
        check((double)(any() % 100000) / (double)(1 + any() % 1000));
        check(ldexp((double)(any() >> 11), (int)(any() % 70) - 65));
    }
}

Test(decimal, around_powers_and_halves)
{
    for (int i = -6; i <= 17; i++) {
        check_around(pow(10, i));
        check_around(5 * pow(10, i));
    }
    for (int i = 0; i < 100000; i++) /* exact halves of the fifteenth digit */
        check(ldexp((double)(any() % (1ULL << 53)), -4));
    check(0), check(-0.0), check(0.1), check(100.0 / 3), check(999999999999999.5);
}

Test(decimal, whole_numbers)
{
    char out[DECIMAL_MAX], theirs[DECIMAL_MAX];
    const long long edges[] = {0, 1, -1, 9, 10, INT64_MAX, INT64_MIN, -10, 1000000};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        snprintf(theirs, sizeof theirs, "%lld", edges[i]);
        cr_assert_eq(decimal_of_integer(out, edges[i]), strlen(theirs));
        cr_assert_str_eq(out, theirs);
    }
}
