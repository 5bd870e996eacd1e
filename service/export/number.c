#include "datum.h"

static uint64_t power(unsigned exponent)
{
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

static char *digits(char *to, uint64_t number)
{
    char reversed[20];
    size_t count = 0;
    do
        reversed[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count > 0)
        *to++ = reversed[--count];
    return to;
}

char *number_write(char *to, int64_t number, unsigned decimals)
{
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    for (; decimals > 0 && size % 10 == 0; decimals--)
        size /= 10;
    uint64_t unit = power(decimals), rest = size % unit;
    if (number < 0)
        *to++ = '-';
    to = digits(to, size / unit);
    if (decimals == 0)
        return to;
    *to++ = '.';
    for (unit /= 10; unit > rest && unit > 1; unit /= 10)
        *to++ = '0';
    return digits(to, rest);
}
