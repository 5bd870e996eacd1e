#ifndef CONTINUUM_LIMIT_H
#define CONTINUUM_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How often: token buckets, one a key (a caller, a network), in memory that
 * never grows. Any thread; two wait for each other only where their keys fall
 * into the same set.
 *
 * What holds whatever comes:
 *  - No key gets more than burst + rate x time, time being the latest that was
 *    given; so none gains anything by making the table forget it.
 *  - Only a set in which eight other keys owe something at the same time makes
 *    a key of it pay for another. Which keys share a set is a secret of the
 *    process.
 * A bucket is forgotten for another only when all of its set owe something, it
 * is the one that owes least, and what it owes stays with its successor. So a
 * flood of n keys that take one token each costs the next new key about
 * n / buckets tokens, and hardly anything while well under buckets x rate of
 * them come in a second; a bucket that owes more than they do outlives them.
 */
struct limiter;

/*
 * Buckets are full in the beginning. A rate of 0 is no limit, a burst below 1
 * is 1. The number of buckets is rounded up to a power of two; each takes 24
 * bytes. Nanoseconds are rounded up: of those in which a token comes, and of
 * those that a fraction of a token is worth.
 */
struct limiter *limiter_new(double tokens_per_s, double burst, size_t buckets);
void limiter_free(struct limiter *limiter);

/*
 * Takes so many tokens, or a fraction, of the key's bucket. 0 where they were
 * there; otherwise takes nothing and says in how many nanoseconds, by the clock
 * of now_ns, they will be if nobody else takes them. A cost above the burst is
 * the burst: it needs a full bucket. Where the clock goes back, time stands
 * still until it has caught up.
 */
int64_t limiter_take(struct limiter *limiter, const char *key, double cost, int64_t now_ns)
    __attribute__((warn_unused_result));

/* What limiter_take() would say; takes nothing. */
int64_t limiter_peek(struct limiter *limiter, const char *key, double cost, int64_t now_ns)
    __attribute__((warn_unused_result));

/*
 * How many at the same time: at most so many a key. There is room for so many
 * keys that hold something; with one for each thread there always is.
 */
struct slots;

struct slots *slots_new(size_t most_per_key, size_t keys);
void slots_free(struct slots *slots);

/* True where the key got one more; it must be given back. */
bool slots_take(struct slots *slots, const char *key) __attribute__((warn_unused_result));

/* Gives one back; nothing where the key holds none. */
void slots_give(struct slots *slots, const char *key);

#endif
