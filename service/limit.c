#include "limit.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#define SET_SIZE 8
#define CACHE_LINE 64
#define BUCKETS_MAX ((size_t)1 << 24)

/* Far from where a time plus a cost would overflow: 73 years. */
#define LONGEST_NS ((int64_t)1 << 61)

struct hasher {
    unsigned char key[crypto_shorthash_KEYBYTES];
};

/* A bucket is one time: when it is full again. What is missing from it then is
 * the rest of that time, and one that never was used has been full for ever. */
struct bucket {
    uint64_t id;
    int64_t full_at_ns;
};

/* The buckets in which a key can be. */
struct set {
    _Alignas(CACHE_LINE) pthread_mutex_t lock;
    int64_t latest_ns;
    struct bucket buckets[SET_SIZE];
};

struct limiter {
    struct hasher hasher;
    int64_t token_ns; /* in which one token comes; 0 is no limit */
    int64_t burst_ns; /* in which an empty bucket fills */
    size_t set_count;
    struct set *sets;
};

struct holder {
    uint64_t id;
    size_t count;
};

struct slots {
    struct hasher hasher;
    pthread_mutex_t lock;
    size_t most, used, room;
    struct holder holders[];
};

/* A key in 64 bits. Nobody outside can choose keys that meet. */
static uint64_t hash(const struct hasher *hasher, const char *key)
{
    unsigned char bytes[crypto_shorthash_BYTES];
    uint64_t id;
    crypto_shorthash(bytes, (const unsigned char *)key, strlen(key), hasher->key);
    memcpy(&id, bytes, sizeof id);
    return id;
}

static void *memory(size_t size)
{
    size = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    void *bytes = aligned_alloc(CACHE_LINE, size);
    return bytes ? memset(bytes, 0, size) : (abort(), NULL);
}

/* Rounded up, so that nothing comes sooner or costs less than it should. */
static int64_t whole_ns(double ns)
{
    return ns < (double)LONGEST_NS ? (int64_t)ceil(ns) : LONGEST_NS;
}

static void set_init(struct set *set)
{
    pthread_mutex_init(&set->lock, NULL);
    set->latest_ns = INT64_MIN;
    for (size_t i = 0; i < SET_SIZE; i++)
        set->buckets[i].full_at_ns = INT64_MIN;
}

struct limiter *limiter_new(double tokens_per_s, double burst, size_t buckets)
{
    struct limiter *limiter = memory(sizeof *limiter);
    crypto_shorthash_keygen(limiter->hasher.key);
    if (tokens_per_s > 0) {
        limiter->token_ns = whole_ns(1e9 / tokens_per_s);
        limiter->burst_ns = whole_ns(fmax(burst, 1) * (double)limiter->token_ns);
    }
    limiter->set_count = 1;
    while (limiter->set_count * SET_SIZE < buckets && limiter->set_count * SET_SIZE < BUCKETS_MAX)
        limiter->set_count *= 2;
    limiter->sets = memory(limiter->set_count * sizeof *limiter->sets);
    for (size_t i = 0; i < limiter->set_count; i++)
        set_init(&limiter->sets[i]);
    return limiter;
}

void limiter_free(struct limiter *limiter)
{
    if (!limiter)
        return;
    for (size_t i = 0; i < limiter->set_count; i++)
        pthread_mutex_destroy(&limiter->sets[i].lock);
    free(limiter->sets);
    free(limiter);
}

/* The bucket of the key, or the fullest, which would become its own. In either
 * case what is missing from it counts: the least of a set never falls, so that
 * who is forgotten and returns owes no less than before. */
static struct bucket *find(struct set *set, uint64_t id)
{
    struct bucket *fullest = set->buckets;
    for (struct bucket *at = set->buckets; at < set->buckets + SET_SIZE; at++) {
        if (at->id == id)
            return at;
        if (at->full_at_ns < fullest->full_at_ns)
            fullest = at;
    }
    return fullest;
}

static int64_t cost_ns(const struct limiter *limiter, double cost)
{
    if (!(cost > 0))
        return 0;
    int64_t ns = whole_ns(cost * (double)limiter->token_ns);
    return ns < limiter->burst_ns ? ns : limiter->burst_ns;
}

static int64_t later(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

static int64_t ask(struct limiter *limiter, const char *key, double cost, int64_t now_ns, bool take)
{
    if (!limiter->token_ns)
        return 0;
    uint64_t id = hash(&limiter->hasher, key);
    int64_t more_ns = cost_ns(limiter, cost);
    struct set *set = &limiter->sets[id & (limiter->set_count - 1)];
    pthread_mutex_lock(&set->lock);
    set->latest_ns = later(set->latest_ns, now_ns);
    int64_t latest_ns = set->latest_ns;
    struct bucket *bucket = find(set, id);
    int64_t full_at_ns = later(bucket->full_at_ns, latest_ns) + more_ns;
    bool enough = full_at_ns - latest_ns <= limiter->burst_ns;
    if (take && enough)
        *bucket = (struct bucket){id, full_at_ns};
    pthread_mutex_unlock(&set->lock);
    return enough ? 0 : full_at_ns - limiter->burst_ns - now_ns;
}

int64_t limiter_take(struct limiter *limiter, const char *key, double cost, int64_t now_ns)
{
    return ask(limiter, key, cost, now_ns, true);
}

int64_t limiter_peek(struct limiter *limiter, const char *key, double cost, int64_t now_ns)
{
    return ask(limiter, key, cost, now_ns, false);
}

struct slots *slots_new(size_t most_per_key, size_t keys)
{
    struct slots *slots = memory(sizeof *slots + keys * sizeof *slots->holders);
    crypto_shorthash_keygen(slots->hasher.key);
    pthread_mutex_init(&slots->lock, NULL);
    slots->most = most_per_key;
    slots->room = keys;
    return slots;
}

void slots_free(struct slots *slots)
{
    if (!slots)
        return;
    pthread_mutex_destroy(&slots->lock);
    free(slots);
}

/* The one who holds something under this name, or where the next would stand.
 * Few hold something at the same time, and for long: looking is cheap enough. */
static struct holder *holder_of(struct slots *slots, uint64_t id)
{
    size_t i = 0;
    while (i < slots->used && slots->holders[i].id != id)
        i++;
    return &slots->holders[i];
}

bool slots_take(struct slots *slots, const char *key)
{
    uint64_t id = hash(&slots->hasher, key);
    pthread_mutex_lock(&slots->lock);
    struct holder *own = holder_of(slots, id);
    bool is_new = own == slots->holders + slots->used;
    bool good = is_new ? slots->most > 0 && slots->used < slots->room : own->count < slots->most;
    if (good && is_new) {
        *own = (struct holder){id, 0};
        slots->used++;
    }
    if (good)
        own->count++;
    pthread_mutex_unlock(&slots->lock);
    return good;
}

void slots_give(struct slots *slots, const char *key)
{
    uint64_t id = hash(&slots->hasher, key);
    pthread_mutex_lock(&slots->lock);
    struct holder *own = holder_of(slots, id);
    if (own < slots->holders + slots->used && --own->count == 0)
        *own = slots->holders[--slots->used];
    pthread_mutex_unlock(&slots->lock);
}
