#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "datum.h"

TestSuite(number);

static void check(int64_t number, unsigned decimals, const char *expected)
{
    char text[NUMBER_SIZE + 1];
    char *end = number_write(text, number, decimals);
    *end = '\0';
    cr_assert_leq(end - text, NUMBER_SIZE);
    cr_assert_str_eq(text, expected);
}

Test(number, whole_numbers)
{
    check(0, 0, "0");
    check(7, 0, "7");
    check(-1200, 0, "-1200");
    check(INT64_MAX, 0, "9223372036854775807");
    check(INT64_MIN, 0, "-9223372036854775808");
}

Test(number, decimals_without_zeros_at_their_end)
{
    check(1250, 2, "12.5");
    check(1200, 2, "12");
    check(0, 6, "0");
    check(5, 2, "0.05");
    check(50, 2, "0.5");
    check(-5, 3, "-0.005");
    check(100001, 5, "1.00001");
    check(1, 18, "0.000000000000000001");
    check(INT64_MIN, 18, "-9.223372036854775808");
}

/* Against the C library, which rounds nothing that has so few digits. */
Test(number, agrees_with_printf)
{
    for (int64_t number = -2000; number <= 2000; number++) {
        char expected[64];
        int size = snprintf(expected, sizeof expected, "%.3f", (double)number / 1000);
        while (expected[size - 1] == '0')
            expected[--size] = '\0';
        if (expected[size - 1] == '.')
            expected[--size] = '\0';
        check(number, 3, strcmp(expected, "-0") ? expected : "0");
    }
}
