#include "tally.h"

#include <math.h>

/* The pooled values by doubled midrank. A score is a rank less the least one,
 * over the scores' greatest common divisor. */
struct pooled {
    const struct tally *a;
    const struct tally *b;
    long long n_a;
    long long n_b;
    long long drawn; /* the size of the smaller sample */
    long long sum_a;
    long long least;
    long long divisor;
    double squares; /* of the ranks less their mean */
};

static long long total(const struct pooled *pooled)
{
    return pooled->n_a + pooled->n_b;
}

static struct pooled_walk walk(const struct pooled *pooled)
{
    return (struct pooled_walk){.a = pooled->a, .b = pooled->b};
}

static void summarize(struct pooled *pooled)
{
    struct pooled_walk at = walk(pooled);
    struct ties ties;
    while (pooled_next(&at, &ties)) {
        double away = (double)(ties.rank - total(pooled) - 1);
        pooled->least = pooled->least > 0 ? pooled->least : ties.rank;
        pooled->divisor = common_divisor(ties.rank - pooled->least, pooled->divisor);
        pooled->sum_a += ties.first * ties.rank;
        pooled->squares += (double)(ties.first + ties.second) * away * away;
    }
}

static long long score(const struct pooled *pooled, const struct ties *ties)
{
    return (ties->rank - pooled->least) / pooled->divisor;
}

/* The sum of the greatest scores, as many as are drawn. */
static long long greatest_sum(const struct pooled *pooled)
{
    struct pooled_walk at = walk(pooled);
    struct ties ties;
    long long skipped = total(pooled) - pooled->drawn;
    long long sum = 0;
    while (pooled_next(&at, &ties)) {
        long long count = ties.first + ties.second;
        long long from = at.ranked - count > skipped ? at.ranked - count : skipped;
        if (at.ranked > from)
            sum += (at.ranked - from) * score(pooled, &ties);
    }
    return sum;
}

static bool fits(const struct pooled *pooled, const struct workspace *work, size_t *width)
{
    if (total(pooled) > EXACT_MOST)
        return false;
    *width = (size_t)greatest_sum(pooled) + 1;
    return ((size_t)pooled->drawn + 1) * *width <= work->size;
}

static long long distribute(const struct pooled *pooled, struct draw *draw)
{
    struct pooled_walk at = walk(pooled);
    struct ties ties;
    long long all = 0;
    draw_begin(draw);
    while (pooled_next(&at, &ties)) {
        for (long long i = 0; i < ties.first + ties.second; i++) {
            all += score(pooled, &ties);
            draw_offer(draw, (size_t)score(pooled, &ties));
        }
    }
    return all;
}

/* How far a sum of scores is from its mean, times the number of values. */
static long long distance(const struct draw *draw, long long sum, long long all)
{
    long long away = draw->of * sum - draw->drawn * all;
    return away < 0 ? -away : away;
}

static double exact_p(const struct pooled *pooled, struct draw *draw)
{
    long long all = distribute(pooled, draw);
    long long observed = (pooled->sum_a - pooled->n_a * pooled->least) / pooled->divisor;
    if (pooled->drawn != pooled->n_a)
        observed = all - observed;
    long long away = distance(draw, observed, all);
    const double *row = draw->cells + (size_t)draw->drawn * draw->width;
    double p = 0;
    for (size_t s = 0; s < draw->width; s++) {
        if (distance(draw, (long long)s, all) >= away)
            p += row[s];
    }
    return fmin(p, 1);
}

static bool approximate_p(const struct pooled *pooled, double u, double *p)
{
    double n = (double)total(pooled);
    double pairs = (double)pooled->n_a * (double)pooled->n_b;
    double variance = pairs * (pooled->squares / 4 / n / (n - 1));
    return normal_p(fmax(fabs(u - pairs / 2) - 0.5, 0) / sqrt(variance), p);
}

bool mann_whitney_test(const struct tally *a, const struct tally *b, const struct workspace *work,
                       struct exact_test *test)
{
    struct pooled pooled = {.a = a, .b = b};
    if (!tally_count(a, &pooled.n_a) || !tally_count(b, &pooled.n_b) || pooled.n_a == 0 ||
        pooled.n_b == 0)
        return false;
    pooled.drawn = pooled.n_a <= pooled.n_b ? pooled.n_a : pooled.n_b;
    summarize(&pooled);
    if (!(pooled.squares > 0))
        return false;
    double u = (double)(pooled.sum_a - pooled.n_a * (pooled.n_a + 1)) / 2;
    struct draw draw = {.cells = work->cells, .drawn = pooled.drawn, .of = total(&pooled)};
    enum basis basis = fits(&pooled, work, &draw.width) ? BASIS_EXACT : BASIS_NORMAL;
    double p;
    if (basis == BASIS_EXACT)
        p = exact_p(&pooled, &draw);
    else if (!approximate_p(&pooled, u, &p))
        return false;
    *test = (struct exact_test){basis, u, p, total(&pooled), 0};
    return true;
}
