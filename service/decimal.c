#include "decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define DIGITS 15
#define POWERS 20

__extension__ typedef unsigned __int128 wide;

static const uint64_t powers[POWERS] = {
    1ULL,
    10ULL,
    100ULL,
    1000ULL,
    10000ULL,
    100000ULL,
    1000000ULL,
    10000000ULL,
    100000000ULL,
    1000000000ULL,
    10000000000ULL,
    100000000000ULL,
    1000000000000ULL,
    10000000000000ULL,
    100000000000000ULL,
    1000000000000000ULL,
    10000000000000000ULL,
    100000000000000000ULL,
    1000000000000000000ULL,
    10000000000000000000ULL,
};

/* At least so many digits, with zeros before. */
static size_t write_digits(char *out, uint64_t number, size_t least)
{
    char digits[POWERS];
    size_t count = 0;
    for (; number || count < least; number /= 10)
        digits[count++] = (char)('0' + number % 10);
    for (size_t i = 0; i < count; i++)
        out[i] = digits[count - 1 - i];
    return count;
}

static size_t write_fixed(char *out, uint64_t number, unsigned decimals)
{
    for (; decimals && number % 10 == 0; number /= 10)
        decimals--;
    size_t length = write_digits(out, number / powers[decimals], 1);
    if (!decimals)
        return length;
    out[length++] = '.';
    return length + write_digits(out + length, number % powers[decimals], decimals);
}

size_t decimal_of_units(char *out, long long units, unsigned decimals)
{
    bool negative = units < 0;
    *out = '-';
    uint64_t magnitude = negative ? 0 - (uint64_t)units : (uint64_t)units;
    size_t length = negative + write_fixed(out + negative, magnitude, decimals);
    out[length] = '\0';
    return length;
}

size_t decimal_of_integer(char *out, long long value)
{
    return decimal_of_units(out, value, 0);
}

/* value times 10^decimals, to the nearest whole number, of halves to the even one. */
static uint64_t scaled(double value, unsigned decimals)
{
    int exponent;
    double fraction = frexp(value, &exponent);
    unsigned shift = (unsigned)(53 - exponent); /* 3 to 62 */
    wide product = (wide)(uint64_t)ldexp(fraction, 53) * powers[decimals];
    uint64_t whole = (uint64_t)(product >> shift);
    wide rest = product - ((wide)whole << shift), half = (wide)1 << (shift - 1);
    return whole + (rest > half || (rest == half && whole % 2));
}

size_t decimal_of_double(char *out, double value)
{
    double size = fabs(value);
    int decimals = size >= 1e-3 && size < 1e15 ? DIGITS - (int)floor(log10(size)) : -1;
    uint64_t number = powers[DIGITS];
    while (number >= powers[DIGITS] && decimals >= 0) /* the logarithm may be off by one */
        number = scaled(size, (unsigned)decimals--);
    if (number >= powers[DIGITS])
        return (size_t)snprintf(out, DECIMAL_MAX, "%.*g", DIGITS, value);
    *out = '-';
    size_t length = signbit(value) ? 1 : 0;
    length += write_fixed(out + length, number, (unsigned)(decimals + 1));
    out[length] = '\0';
    return length;
}
