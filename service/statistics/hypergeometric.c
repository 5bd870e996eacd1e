#include "hypergeometric.h"

#define MOST 1000000000

static bool is_table(const struct fourfold *table)
{
    const long long counts[] = {table->a, table->b, table->c, table->d};
    long long sum = 0;
    for (int i = 0; i < 4; i++) {
        if (counts[i] < 0 || counts[i] > MOST - sum)
            return false;
        sum += counts[i];
    }
    return true;
}

bool hypergeometric_of(const struct fourfold *table, struct hypergeometric *distribution)
{
    if (!is_table(table))
        return false;
    long long row = table->a + table->b;
    long long column = table->a + table->c;
    if (row == 0 || column == 0 || table->c + table->d == 0 || table->b + table->d == 0)
        return false;
    *distribution = (struct hypergeometric){
        .row = (double)row,
        .column = (double)column,
        .rest = (double)(table->d - table->a),
        .low = table->a > table->d ? table->a - table->d : 0,
        .high = row < column ? row : column,
        .odds = 1,
    };
    return true;
}

/* The weight of a + 1 over that of a: it falls as a rises. */
static double ratio(const struct hypergeometric *distribution, long long a)
{
    double at = (double)a;
    double more = (distribution->row - at) * (distribution->column - at);
    return more / ((at + 1) * (distribution->rest + at + 1)) * distribution->odds;
}

static long long mode(const struct hypergeometric *distribution)
{
    long long low = distribution->low;
    long long high = distribution->high;
    while (low < high) {
        long long middle = low + (high - low) / 2;
        if (ratio(distribution, middle) > 1)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double hypergeometric_weight(const struct hypergeometric *distribution, long long a)
{
    double weight = 1;
    long long at = mode(distribution);
    for (; at < a && weight > 0; at++)
        weight *= ratio(distribution, at);
    for (; at > a && weight > 0; at--)
        weight /= ratio(distribution, at - 1);
    return weight;
}

static void add(struct weights *weights, double weight, long long away, double most)
{
    weights->all += weight;
    weights->below += away <= 0 ? weight : 0;
    weights->above += away >= 0 ? weight : 0;
    weights->as_far += weight <= most ? weight : 0;
    weights->moment += weight * (double)away;
}

struct weights hypergeometric_sum(const struct hypergeometric *distribution, long long a,
                                  double most)
{
    struct weights weights = {0};
    long long begin = mode(distribution);
    double weight = 1;
    for (long long at = begin; at <= distribution->high && weight > 0; at++) {
        add(&weights, weight, at - a, most);
        weight *= ratio(distribution, at);
    }
    weight = 1;
    for (long long at = begin; at > distribution->low && weight > 0; at--) {
        weight /= ratio(distribution, at - 1);
        add(&weights, weight, at - 1 - a, most);
    }
    return weights;
}
