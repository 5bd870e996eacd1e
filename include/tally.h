#ifndef CONTINUUM_TALLY_H
#define CONTINUUM_TALLY_H

#include "exact.h"

/* What the files of service/statistics share to walk tallies. */

/* False when it is not a tally; n, its count, may be 0. */
__attribute__((warn_unused_result)) bool tally_count(const struct tally *tally, long long *n);

static inline long long tally_at(const struct tally *tally, size_t index)
{
    return tally->counts ? tally->counts[index] : 1;
}

/* Values tied in their rank: of the first kind (a, or above 0) and of the
 * second (b, or below 0). */
struct ties {
    long long first;
    long long second;
    long long rank; /* twice the midrank */
};

/* Walks from the least to the greatest absolute difference other than 0. */
struct signed_walk {
    const struct tally *tally;
    size_t negative; /* values before it are below 0 and still to come */
    size_t positive; /* from it on they are above 0 and still to come */
    long long ranked;
};

/* ranked: as many take the ranks before the first. Returns the count of 0. */
long long signed_begin(struct signed_walk *walk, const struct tally *tally, bool rank_zeros);
bool signed_next(struct signed_walk *walk, struct ties *ties);

/* Walks from the least to the greatest value of two tallies. */
struct pooled_walk {
    const struct tally *a;
    const struct tally *b;
    size_t next_a;
    size_t next_b;
    long long ranked;
};

bool pooled_next(struct pooled_walk *walk, struct ties *ties);

long long common_divisor(long long a, long long b);

/* --- Distributions: permutation.c ---------------------------------------- */

/* One more value of that rank goes into the sum or not, at evens. cells[s] is
 * the probability of the sum s; sum is the greatest one, the new value
 * included. */
void toss(double *cells, size_t sum, size_t rank);

/* Drawing `drawn` of `of` values without replacement, offered one by one, each
 * with its score: cells[j * width + s] is the probability of j so far with
 * scores that add up to s. */
struct draw {
    double *cells;
    size_t width;
    long long drawn;
    long long of;
    long long offered;
};

void draw_begin(struct draw *draw);
void draw_offer(struct draw *draw, size_t score);

#endif
