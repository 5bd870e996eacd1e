#include "tally.h"

#include <math.h>

#define MOST 1000000000
#define GREATEST 1e300

bool tally_count(const struct tally *tally, long long *n)
{
    long long sum = 0;
    double last = -GREATEST;
    for (size_t i = 0; i < tally->size; i++) {
        double value = tally->values[i];
        long long count = tally_at(tally, i);
        if (!(value >= last && value <= GREATEST) || count < 0 || count > MOST - sum)
            return false;
        last = value;
        sum += count;
    }
    *n = sum;
    return true;
}

bool tally_mean(const struct tally *tally, double *mean)
{
    long long n;
    if (!tally_count(tally, &n) || n == 0)
        return false;
    double sum = 0;
    for (size_t i = 0; i < tally->size; i++)
        sum += tally->values[i] * ((double)tally_at(tally, i) / (double)n);
    *mean = sum;
    return true;
}

static double value_at(const struct tally *tally, long long rank)
{
    size_t i = 0;
    while (rank >= tally_at(tally, i))
        rank -= tally_at(tally, i++);
    return tally->values[i];
}

bool tally_median(const struct tally *tally, double *median)
{
    long long n;
    if (!tally_count(tally, &n) || n == 0)
        return false;
    *median = (value_at(tally, (n - 1) / 2) + value_at(tally, n / 2)) / 2;
    return true;
}

long long common_divisor(long long a, long long b)
{
    while (b != 0) {
        long long rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Gives the next ranks to the ties. */
static void rank(struct ties *ties, long long *ranked)
{
    long long count = ties->first + ties->second;
    ties->rank = 2 * *ranked + count + 1;
    *ranked += count;
}

long long signed_begin(struct signed_walk *walk, const struct tally *tally, bool rank_zeros)
{
    *walk = (struct signed_walk){.tally = tally};
    while (walk->negative < tally->size && tally->values[walk->negative] < 0)
        walk->negative++;
    walk->positive = walk->negative;
    long long zeros = 0;
    while (walk->positive < tally->size && tally->values[walk->positive] == 0)
        zeros += tally_at(tally, walk->positive++);
    walk->ranked = rank_zeros ? zeros : 0;
    return zeros;
}

static double magnitude(const struct signed_walk *walk)
{
    const struct tally *tally = walk->tally;
    double negative = walk->negative > 0 ? -tally->values[walk->negative - 1] : HUGE_VAL;
    double positive = walk->positive < tally->size ? tally->values[walk->positive] : HUGE_VAL;
    return fmin(negative, positive);
}

bool signed_next(struct signed_walk *walk, struct ties *ties)
{
    const struct tally *tally = walk->tally;
    *ties = (struct ties){0};
    while (ties->first + ties->second == 0) {
        double size = magnitude(walk);
        if (size > GREATEST)
            return false;
        while (walk->positive < tally->size && tally->values[walk->positive] == size)
            ties->first += tally_at(tally, walk->positive++);
        while (walk->negative > 0 && tally->values[walk->negative - 1] == -size)
            ties->second += tally_at(tally, --walk->negative);
    }
    rank(ties, &walk->ranked);
    return true;
}

static double value_or_end(const struct tally *tally, size_t index)
{
    return index < tally->size ? tally->values[index] : HUGE_VAL;
}

static long long take_equal(const struct tally *tally, double value, size_t *next)
{
    long long count = 0;
    while (*next < tally->size && tally->values[*next] == value)
        count += tally_at(tally, (*next)++);
    return count;
}

bool pooled_next(struct pooled_walk *walk, struct ties *ties)
{
    *ties = (struct ties){0};
    while (ties->first + ties->second == 0) {
        double value =
            fmin(value_or_end(walk->a, walk->next_a), value_or_end(walk->b, walk->next_b));
        if (value > GREATEST)
            return false;
        ties->first = take_equal(walk->a, value, &walk->next_a);
        ties->second = take_equal(walk->b, value, &walk->next_b);
    }
    rank(ties, &walk->ranked);
    return true;
}
