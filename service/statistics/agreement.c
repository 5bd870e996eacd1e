#include <math.h>
#include <string.h>

#include "agreement.h"

static const short *pattern(const struct rated *rated, size_t at)
{
    return rated->values + at * rated->raters;
}

/* Pairs of equal ratings in a pattern; *given: how many ratings it has. */
static long long equal_pairs(const struct rated *rated, const short *values, long long *given)
{
    long long equal = 0;
    *given = 0;
    for (size_t i = 0; i < rated->raters; i++) {
        if (values[i] == RATING_NONE)
            continue;
        ++*given;
        for (size_t k = 0; k < i; k++)
            equal += values[k] == values[i];
    }
    return equal;
}

enum agreement agreement_percent(const struct rated *rated, struct share *share)
{
    long long equal = 0;
    *share = (struct share){0};
    for (size_t i = 0; i < rated->patterns; i++) {
        long long given, alike = equal_pairs(rated, pattern(rated, i), &given);
        equal += rated->times[i] * alike;
        share->pairs += rated->times[i] * given * (given - 1) / 2;
        share->units += given > 1 ? rated->times[i] : 0;
    }
    if (!share->pairs)
        return AGREEMENT_TOO_FEW;
    share->value = (double)equal / (double)share->pairs;
    return AGREEMENT_GIVEN;
}

/* --- Cohen's kappa ---------------------------------------------------------------- */

struct both {
    const struct rated *rated;
    size_t one, other;
    const long long *of_one, *of_other; /* margins */
    double n;
};

static long long count_margins(const struct rated *rated, size_t one, size_t other,
                               long long *margins)
{
    long long n = 0;
    memset(margins, 0, 2 * rated->categories * sizeof *margins);
    for (size_t i = 0; i < rated->patterns; i++) {
        const short *values = pattern(rated, i);
        if (values[one] == RATING_NONE || values[other] == RATING_NONE)
            continue;
        margins[values[one]] += rated->times[i];
        margins[rated->categories + (size_t)values[other]] += rated->times[i];
        n += rated->times[i];
    }
    return n;
}

/* The sum over cells of the table, each with its weight; of the diagonal, or of the rest. */
static double weighed(const struct both *both, bool diagonal,
                      double (*weight)(double sum, double k), double kappa)
{
    double total = 0;
    for (size_t i = 0; i < both->rated->patterns; i++) {
        const short *values = pattern(both->rated, i);
        short a = values[both->one], b = values[both->other];
        if (a == RATING_NONE || b == RATING_NONE || (a == b) != diagonal)
            continue;
        double sum = (double)(both->of_other[a] + both->of_one[b]) / both->n;
        total += (double)both->rated->times[i] / both->n * weight(sum, kappa);
    }
    return total;
}

static double one_each(double sum, double kappa)
{
    (void)sum;
    (void)kappa;
    return 1;
}

static double on_diagonal(double sum, double kappa)
{
    double left = 1 - sum * (1 - kappa);
    return left * left;
}

static double off_diagonal(double sum, double kappa)
{
    return (1 - kappa) * (1 - kappa) * sum * sum;
}

enum agreement kappa_cohen(const struct rated *rated, size_t one, size_t other, long long *margins,
                           struct kappa *kappa)
{
    long long n = count_margins(rated, one, other, margins);
    struct both both = {rated, one, other, margins, margins + rated->categories, (double)n};
    double chance = 0;
    *kappa = (struct kappa){.n = n};
    if (n < 1)
        return AGREEMENT_TOO_FEW;
    for (size_t c = 0; c < rated->categories; c++) {
        if (both.of_one[c] == n && both.of_other[c] == n)
            return AGREEMENT_NO_VARIATION;
        chance += (double)both.of_one[c] / both.n * ((double)both.of_other[c] / both.n);
    }
    double value = (weighed(&both, true, one_each, 0) - chance) / (1 - chance);
    double bias = value - chance * (1 - value);
    double variance = weighed(&both, true, on_diagonal, value) +
                      weighed(&both, false, off_diagonal, value) - bias * bias;
    kappa->value = value;
    kappa->error = variance > 0 ? sqrt(variance / both.n) / (1 - chance) : 0;
    return AGREEMENT_GIVEN;
}
