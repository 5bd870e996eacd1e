#include "crosstab.h"

#include <math.h>

#define MOST 1000000000

/* One rate's Wilson interval, as distances from the rate. */
struct rate {
    double rate;
    double below;
    double above;
};

static bool wilson(long long yes, long long no, double z, struct rate *rate)
{
    struct interval interval;
    if (yes < 0 || no < 0 || yes > MOST || no > MOST ||
        !rate_interval_wilson(yes, yes + no, z, &interval))
        return false;
    double share = (double)yes / (double)(yes + no);
    *rate = (struct rate){share, share - interval.low, interval.high - share};
    return true;
}

bool risk_difference_newcombe(const struct fourfold *table, double z, struct risk_difference *risk)
{
    struct rate first;
    struct rate second;
    if (!wilson(table->a, table->b, z, &first) || !wilson(table->c, table->d, z, &second))
        return false;
    double difference = first.rate - second.rate;
    *risk = (struct risk_difference){
        .difference = difference,
        .interval.low = fmax(difference - hypot(first.below, second.above), -1),
        .interval.high = fmin(difference + hypot(first.above, second.below), 1),
    };
    return true;
}
