#include "scale.h"

#define MULTIPLE_MOST 1000000000LL

int scale_span(const struct scale *scale)
{
    return scale->levels[scale->count - 1].level - scale->levels[0].level;
}

size_t change_slot(const struct scale *scale, size_t from, size_t to)
{
    return from * (scale->count + 1) + to;
}

size_t ratings_slot(const struct scale *scale, size_t count, long long sum)
{
    size_t span = (size_t)scale_span(scale);
    size_t before = span * count * (count - 1) / 2 + count - 1;
    return before + (size_t)(sum - (long long)count * scale->levels[0].level);
}

size_t scale_place(const struct scale *scale, long long level)
{
    for (size_t i = 0; i < scale->count; i++)
        if (scale->levels[i].level == level)
            return i + 1;
    return 0;
}

long long common_multiple(size_t count)
{
    long long multiple = 1;
    for (long long n = 2; n <= (long long)count; n++) {
        long long a = multiple, b = n;
        while (b) {
            long long rest = a % b;
            a = b;
            b = rest;
        }
        multiple *= n / a;
        if (multiple > MULTIPLE_MOST)
            return 0;
    }
    return multiple;
}

size_t scale_threshold(const struct scale *scale, int at_or_above)
{
    size_t first = 0;
    if (at_or_above == LEVEL_UPPER_HALF)
        return scale->count / 2;
    while (first < scale->count && scale->levels[first].level < at_or_above)
        first++;
    return first;
}
