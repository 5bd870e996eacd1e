#include "statistics.h"

#include <math.h>

static bool is_rate(long long numerator, long long denominator)
{
    return denominator >= 1 && numerator >= 0 && numerator <= denominator;
}

/* The ends are the roots of (n + z^2) r^2 - (2k + z^2) r + k^2 / n. The low one
 * comes from their product, because the difference cancels near 0. */
bool rate_interval_wilson(long long numerator, long long denominator, double z,
                          struct interval *interval)
{
    double square = z * z;
    if (!is_rate(numerator, denominator) || !(z > 0 && isfinite(square)))
        return false;
    double n = (double)denominator;
    double k = (double)numerator;
    double spread = z * sqrt(square + 4 * k * ((double)(denominator - numerator) / n));
    double high = (2 * k + square + spread) / (2 * (n + square));
    double low = numerator > 0 ? k / n * (k / ((n + square) * high)) : 0;
    *interval = (struct interval){
        .low = fmin(low, k / n),
        .high = numerator == denominator ? 1 : fmin(fmax(high, k / n), 1),
    };
    return true;
}

bool rate_interval_clopper_pearson(long long numerator, long long denominator, double confidence,
                                   struct interval *interval)
{
    if (!is_rate(numerator, denominator) || !(confidence > 0 && confidence < 1))
        return false;
    double k = (double)numerator;
    double rest = (double)(denominator - numerator);
    double tail = (1 - confidence) / 2;
    struct interval exact = {0, 1};
    if (numerator > 0 && !beta_quantile(k, rest + 1, tail, &exact.low))
        return false;
    if (rest > 0 && !beta_quantile(k + 1, rest, 1 - tail, &exact.high))
        return false;
    *interval = exact;
    return true;
}
