#include "hypergeometric.h"

#include <math.h>

#define AS_LIKELY (1 + 1e-7)

/* No odds ratio of counts to 1e9 has an end beyond it. */
#define LOG_MOST 700

bool mcnemar_test(const struct fourfold *table, struct exact_test *test)
{
    if (table->a < 0 || table->d < 0 || table->a > 1000000000 || table->d > 1000000000)
        return false;
    const double values[] = {-1, 0, 1};
    const long long counts[] = {table->b, table->a + table->d, table->c};
    return sign_test(&(struct tally){3, values, counts}, test);
}

bool fisher_test(const struct fourfold *table, struct exact_test *test)
{
    struct hypergeometric distribution;
    if (!hypergeometric_of(table, &distribution))
        return false;
    double weight = hypergeometric_weight(&distribution, table->a);
    struct weights weights = hypergeometric_sum(&distribution, table->a, weight * AS_LIKELY);
    *test = (struct exact_test){
        .basis = BASIS_EXACT,
        .statistic = (double)table->a,
        .p = fmin(weights.as_far / weights.all, 1),
        .n = table->a + table->b + table->c + table->d,
    };
    return true;
}

/* All three rise with the odds ratio through 0. */
enum sought { MEAN_IS_A, ABOVE_HAS_TAIL, BELOW_HAS_TAIL };

static double excess(const struct hypergeometric *distribution, long long a, enum sought sought,
                     double tail)
{
    struct weights weights = hypergeometric_sum(distribution, a, 0);
    if (sought == MEAN_IS_A)
        return weights.moment;
    return sought == ABOVE_HAS_TAIL ? weights.above - tail * weights.all
                                    : tail * weights.all - weights.below;
}

static bool solve(struct hypergeometric distribution, long long a, enum sought sought, double tail,
                  double *odds)
{
    double low = -LOG_MOST;
    double high = LOG_MOST;
    double middle = 0;
    while (low < middle && middle < high) {
        distribution.odds = exp(middle);
        *(excess(&distribution, a, sought, tail) < 0 ? &low : &high) = middle;
        middle = low + (high - low) / 2;
    }
    *odds = exp(high);
    return fabs(high) < LOG_MOST;
}

static bool solve_upper(const struct hypergeometric *distribution, long long a, double tail,
                        struct odds_ratio *odds)
{
    if (odds->unbounded)
        return true;
    if (!solve(*distribution, a, BELOW_HAS_TAIL, tail, &odds->interval.high))
        return false;
    return a == distribution->low || solve(*distribution, a, MEAN_IS_A, tail, &odds->conditional);
}

bool odds_ratio(const struct fourfold *table, double confidence, struct odds_ratio *odds)
{
    struct hypergeometric distribution;
    if (!(confidence > 0 && confidence < 1) || !hypergeometric_of(table, &distribution))
        return false;
    double tail = (1 - confidence) / 2;
    struct odds_ratio found = {.unbounded = table->b == 0 || table->c == 0};
    if (!found.unbounded)
        found.sample = (double)table->a / (double)table->b * ((double)table->d / (double)table->c);
    if (table->a > distribution.low &&
        !solve(distribution, table->a, ABOVE_HAS_TAIL, tail, &found.interval.low))
        return false;
    if (!solve_upper(&distribution, table->a, tail, &found))
        return false;
    *odds = found;
    return true;
}
