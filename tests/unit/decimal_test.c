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

static void check_units(int64_t number, unsigned decimals, const char *expected)
{
    char text[DECIMAL_MAX];
    cr_assert_eq(decimal_of_units(text, number, decimals), strlen(expected));
    cr_assert_str_eq(text, expected);
}

Test(decimal, whole_units)
{
    check_units(0, 0, "0");
    check_units(7, 0, "7");
    check_units(-1200, 0, "-1200");
    check_units(INT64_MAX, 0, "9223372036854775807");
    check_units(INT64_MIN, 0, "-9223372036854775808");
}

Test(decimal, units_without_zeros_at_their_end)
{
    check_units(1250, 2, "12.5");
    check_units(1200, 2, "12");
    check_units(0, 6, "0");
    check_units(5, 2, "0.05");
    check_units(50, 2, "0.5");
    check_units(-5, 3, "-0.005");
    check_units(100001, 5, "1.00001");
    check_units(1, 18, "0.000000000000000001");
    check_units(INT64_MIN, 18, "-9.223372036854775808");
}

/* Against the C library, which rounds nothing that has so few digits. */
Test(decimal, units_as_printf_writes_them)
{
    for (int64_t number = -2000; number <= 2000; number++) {
        char expected[64];
        int size = snprintf(expected, sizeof expected, "%.3f", (double)number / 1000);
        while (expected[size - 1] == '0')
            expected[--size] = '\0';
        if (expected[size - 1] == '.')
            expected[--size] = '\0';
        check_units(number, 3, strcmp(expected, "-0") ? expected : "0");
    }
}
