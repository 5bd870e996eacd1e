#include "tally.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Sums that would be equal but for rounding count as equal. */
#define SLACK (1 + 1e-10)

/* All averages of pairs from a, or where there is a b all differences. They
 * are counted, never listed. */
struct pairs {
    const struct tally *a;
    const struct tally *b;
    long long n_a;
    long long n_b;
};

static double average(const struct tally *tally, size_t i, size_t j)
{
    return (tally->values[i] + tally->values[j]) / 2;
}

/* As the first value rises, fewer second ones stay low enough. The ordered
 * pairs and those of a value with itself make every other pair twice. */
static long long averages_up_to(const struct pairs *pairs, double most)
{
    const struct tally *tally = pairs->a;
    size_t end = tally->size;
    long long before = pairs->n_a;
    long long twice = 0;
    for (size_t i = 0; i < tally->size; i++) {
        while (end > 0 && average(tally, i, end - 1) > most)
            before -= tally_at(tally, --end);
        long long self = tally->values[i] <= most ? 1 : 0;
        twice += tally_at(tally, i) * (before + self);
    }
    return twice / 2;
}

static long long differences_up_to(const struct pairs *pairs, double most)
{
    size_t begin = 0;
    long long from = pairs->n_b;
    long long count = 0;
    for (size_t i = 0; i < pairs->a->size; i++) {
        while (begin < pairs->b->size && pairs->a->values[i] - pairs->b->values[begin] > most)
            from -= tally_at(pairs->b, begin++);
        count += tally_at(pairs->a, i) * from;
    }
    return count;
}

static long long count_up_to(const struct pairs *pairs, double most)
{
    return pairs->b ? differences_up_to(pairs, most) : averages_up_to(pairs, most);
}

static long long pair_count(const struct pairs *pairs)
{
    return pairs->b ? pairs->n_a * pairs->n_b : pairs->n_a * (pairs->n_a + 1) / 2;
}

/* Doubles as whole numbers in the same order. */
static uint64_t place(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double value_of(uint64_t place)
{
    double value;
    uint64_t bits = place >> 63 ? place & ~(UINT64_C(1) << 63) : ~place;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The value at rank, counted from 1: the least double which as many do not
 * exceed. */
static double value_at(const struct pairs *pairs, long long rank)
{
    const struct tally *other = pairs->b ? pairs->b : pairs->a;
    double reach = fabs(pairs->a->values[0]) + fabs(pairs->a->values[pairs->a->size - 1]) +
                   fabs(other->values[0]) + fabs(other->values[other->size - 1]);
    uint64_t low = place(-reach);
    uint64_t high = place(reach);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (count_up_to(pairs, value_of(middle)) >= rank)
            high = middle;
        else
            low = middle + 1;
    }
    return value_of(low) + 0.0;
}

/* The greatest k with P(statistic < k) <= tail. */
static long long exact_rank(const double *cells, size_t size, double tail)
{
    double sum = 0;
    for (size_t s = 0; s < size; s++) {
        sum += cells[s];
        if (sum > tail * SLACK)
            return (long long)s;
    }
    return (long long)size;
}

static bool signed_rank(const struct pairs *pairs, double tail, const struct workspace *work,
                        long long *rank)
{
    size_t size = (size_t)pair_count(pairs) + 1;
    if (pairs->n_a > EXACT_MOST || size > work->size)
        return false;
    for (size_t s = 0; s < size; s++)
        work->cells[s] = 0;
    work->cells[0] = 1;
    size_t sum = 0;
    for (size_t i = 1; i <= (size_t)pairs->n_a; i++) {
        sum += i;
        toss(work->cells, sum, i);
    }
    *rank = exact_rank(work->cells, size, tail);
    return true;
}

/* U is the sum of the scores, which are 0, 1, 2 .., less its least value. */
static bool rank_sum(const struct pairs *pairs, double tail, const struct workspace *work,
                     long long *rank)
{
    long long drawn = pairs->n_a < pairs->n_b ? pairs->n_a : pairs->n_b;
    long long of = pairs->n_a + pairs->n_b;
    if (of > EXACT_MOST)
        return false;
    size_t least = (size_t)(drawn * (drawn - 1) / 2);
    struct draw draw = {.cells = work->cells, .drawn = drawn, .of = of};
    draw.width = least + (size_t)pair_count(pairs) + 1;
    if (((size_t)drawn + 1) * draw.width > work->size)
        return false;
    draw_begin(&draw);
    for (long long score = 0; score < of; score++)
        draw_offer(&draw, (size_t)score);
    const double *row = draw.cells + (size_t)drawn * draw.width;
    *rank = exact_rank(row + least, draw.width - least, tail);
    return true;
}

static long long normal_rank(const struct pairs *pairs, double z)
{
    double all = (double)pair_count(pairs);
    double n_a = (double)pairs->n_a;
    double n_b = (double)pairs->n_b;
    double variance = pairs->b ? all * (n_a + n_b + 1) / 12 : all * (2 * n_a + 1) / 12;
    return (long long)floor(all / 2 + 0.5 - z * sqrt(variance));
}

static bool estimate(const struct pairs *pairs, double confidence, const struct workspace *work,
                     struct shift *shift)
{
    double z;
    if (pair_count(pairs) == 0 || !normal_critical(confidence, &z))
        return false;
    long long rank;
    double tail = (1 - confidence) / 2;
    bool exact =
        pairs->b ? rank_sum(pairs, tail, work, &rank) : signed_rank(pairs, tail, work, &rank);
    if (!exact)
        rank = normal_rank(pairs, z);
    if (rank < 1)
        return false;
    long long all = pair_count(pairs);
    *shift = (struct shift){
        .basis = exact ? BASIS_EXACT : BASIS_NORMAL,
        .estimate = (value_at(pairs, (all + 1) / 2) + value_at(pairs, all / 2 + 1)) / 2,
        .interval = {value_at(pairs, rank), value_at(pairs, all + 1 - rank)},
    };
    return true;
}

bool shift_paired(const struct tally *differences, double confidence, const struct workspace *work,
                  struct shift *shift)
{
    struct pairs pairs = {.a = differences};
    return tally_count(differences, &pairs.n_a) && estimate(&pairs, confidence, work, shift);
}

bool shift_between(const struct tally *a, const struct tally *b, double confidence,
                   const struct workspace *work, struct shift *shift)
{
    struct pairs pairs = {.a = a, .b = b};
    return tally_count(a, &pairs.n_a) && tally_count(b, &pairs.n_b) &&
           estimate(&pairs, confidence, work, shift);
}
