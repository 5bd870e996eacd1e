#include "crosstab.h"

#include <math.h>

#define GRID 128
#define BISECTIONS 40
#define NARROWINGS 40

#define PI 3.14159265358979323846
#define GOLDEN 0.61803398874989484820

/* The outcomes whose difference is at least the observed one. More in the
 * first group or fewer in the second never leave it, so that its probability
 * rises with the first rate and falls with the second. */
struct region {
    long long n_a;
    long long n_b;
    long long least; /* of x n_b - y n_a */
};

/* P(X = k) of all k, from the most likely one outwards: no logarithms. */
static void binomial(double *cells, long long n, double rate)
{
    double odds = rate / (1 - rate);
    long long mode = (long long)fmin(floor((double)(n + 1) * rate), (double)n);
    double sum = 1;
    cells[mode] = 1;
    for (long long k = mode; k < n; k++)
        sum += cells[k + 1] = cells[k] * ((double)(n - k) / (double)(k + 1)) * odds;
    for (long long k = mode; k > 0; k--)
        sum += cells[k - 1] = cells[k] * ((double)k / (double)(n - k + 1)) / odds;
    for (long long k = 0; k <= n; k++)
        cells[k] /= sum;
}

/* All at 0 or n where the rate is 0 or 1, or as good as that. */
static void distribute(double *cells, long long n, double rate)
{
    if (rate > 0 && rate < 1) {
        binomial(cells, n, rate);
        return;
    }
    for (long long k = 0; k <= n; k++)
        cells[k] = 0;
    cells[rate >= 1 ? n : 0] = 1;
}

/* As y rises, x has to rise too. */
static double probability(const struct region *region, double rate_a, double rate_b)
{
    double above[RATES_MOST + 2];
    double second[RATES_MOST + 1];
    distribute(above, region->n_a, rate_a);
    distribute(second, region->n_b, rate_b);
    above[region->n_a + 1] = 0;
    for (long long x = region->n_a; x > 0; x--)
        above[x - 1] += above[x];
    double sum = 0;
    long long x = 0;
    for (long long y = 0; y <= region->n_b; y++) {
        while (x <= region->n_a && x * region->n_b - y * region->n_a < region->least)
            x++;
        sum += second[y] * above[x];
    }
    return sum;
}

/* The rates with a difference, as angles: close together at both ends, where
 * the probability moves fastest. */
static double at(const struct region *region, double difference, double angle)
{
    double room = 1 - fabs(difference);
    double wave = sin(angle);
    double rate_b = fmax(-difference, 0) + room * wave * wave;
    return probability(region, rate_b + difference, rate_b);
}

static double narrow(const struct region *region, double difference, double low, double high)
{
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double at_left = at(region, difference, left);
    double at_right = at(region, difference, right);
    for (int i = 0; i < NARROWINGS; i++) {
        if (at_left > at_right) {
            high = right;
            right = left;
            at_right = at_left;
            left = high - GOLDEN * (high - low);
            at_left = at(region, difference, left);
        } else {
            low = left;
            left = right;
            at_left = at_right;
            right = low + GOLDEN * (high - low);
            at_right = at(region, difference, right);
        }
    }
    return fmax(at_left, at_right);
}

/* The greatest probability of all rates with that difference. */
static double greatest(const struct region *region, double difference)
{
    double step = PI / 2 / GRID;
    double most = -1;
    int best = 0;
    for (int i = 0; i <= GRID; i++) {
        double found = at(region, difference, i * step);
        if (found > most) {
            most = found;
            best = i;
        }
    }
    double low = fmax(best - 1, 0) * step;
    double high = fmin(best + 1, GRID) * step;
    return fmax(most, narrow(region, difference, low, high));
}

static double lower_end(const struct region *region, double tail)
{
    double low = -1;
    double high = 1;
    if (region->least <= -region->n_a * region->n_b)
        return -1;
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        *(greatest(region, middle) > tail ? &high : &low) = middle;
    }
    return low;
}

static bool is_small(long long yes, long long no)
{
    return yes >= 0 && no >= 0 && yes <= RATES_MOST && no <= RATES_MOST - yes && yes + no > 0;
}

bool risk_difference_exact(const struct fourfold *table, double confidence,
                           struct risk_difference *risk)
{
    if (!is_small(table->a, table->b) || !is_small(table->c, table->d) ||
        !(confidence > 0 && confidence < 1))
        return false;
    long long n_a = table->a + table->b;
    long long n_b = table->c + table->d;
    long long observed = table->a * n_b - table->c * n_a;
    struct region above = {n_a, n_b, observed};
    struct region below = {n_b, n_a, -observed};
    double tail = (1 - confidence) / 2;
    *risk = (struct risk_difference){
        .difference = (double)table->a / (double)n_a - (double)table->c / (double)n_b,
        .interval = {lower_end(&above, tail), -lower_end(&below, tail)},
    };
    return true;
}
