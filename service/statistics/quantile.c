#include "statistics.h"

#include <math.h>

static bool total(const struct levels *levels, long long *n)
{
    long long sum = 0;
    for (size_t i = 0; i < levels->size; i++) {
        if (levels->counts[i] < 0 || __builtin_add_overflow(sum, levels->counts[i], &sum))
            return false;
    }
    *n = sum;
    return sum > 0;
}

/* The level of the practice at rank, counted from 0. */
static double level_at(const struct levels *levels, long long rank)
{
    size_t i = 0;
    while (rank >= levels->counts[i])
        rank -= levels->counts[i++];
    return (double)levels->first + (double)i;
}

bool levels_mean(const struct levels *levels, double *mean)
{
    long long n;
    if (!total(levels, &n))
        return false;
    double sum = 0;
    for (size_t i = 0; i < levels->size; i++)
        sum += (double)i * (double)levels->counts[i];
    *mean = levels->first + sum / (double)n;
    return true;
}

bool levels_median(const struct levels *levels, double *median)
{
    long long n;
    if (!total(levels, &n))
        return false;
    *median = (level_at(levels, (n - 1) / 2) + level_at(levels, n / 2)) / 2;
    return true;
}

bool levels_share_at_or_above(const struct levels *levels, int level, double *share)
{
    long long n;
    if (!total(levels, &n))
        return false;
    long long above = 0;
    for (size_t i = 0; i < levels->size; i++) {
        if ((double)levels->first + (double)i >= level)
            above += levels->counts[i];
    }
    *share = (double)above / (double)n;
    return true;
}

bool sorted_quantile(const double *values, size_t size, double p, double *quantile)
{
    if (size == 0 || !(p >= 0 && p <= 1))
        return false;
    double rank = (double)(size - 1) * p;
    size_t below = (size_t)rank;
    size_t above = below + 1 < size ? below + 1 : below;
    double value = values[below] + (rank - (double)below) * (values[above] - values[below]);
    if (!isfinite(value))
        return false;
    *quantile = value;
    return true;
}

bool sorted_median(const double *values, size_t size, double *median)
{
    return sorted_quantile(values, size, 0.5, median);
}
