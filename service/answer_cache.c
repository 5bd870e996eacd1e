#include "answer_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "memory.h"

#define CHAINS 4096
#define SHARE_MOST 8 /* of the whole, one answer may take this part */

struct answer {
    unsigned char key[ANSWER_KEY_BYTES];
    struct answer *chained;       /* in its chain */
    struct answer *newer, *older; /* by when they were last asked for */
    atomic_size_t users;          /* the cache, and who copies; the last one frees */
    size_t size;
    char bytes[];
};

struct answer_cache {
    pthread_mutex_t mutex;
    struct answer *chains[CHAINS];
    struct answer *newest, *oldest;
    size_t most, taken, count;
};

struct answer_cache *answer_cache_new(size_t bytes)
{
    if (!bytes)
        return NULL;
    struct answer_cache *cache = memory_new(sizeof *cache);
    pthread_mutex_init(&cache->mutex, NULL);
    cache->most = bytes;
    return cache;
}

static void let_go(struct answer *answer)
{
    if (atomic_fetch_sub(&answer->users, 1) == 1)
        free(answer);
}

static struct answer **chain_of(struct answer_cache *cache, const unsigned char *key)
{
    size_t number;
    memcpy(&number, key, sizeof number);
    return &cache->chains[number % CHAINS];
}

static struct answer *seek(struct answer_cache *cache, const unsigned char *key)
{
    struct answer *answer = *chain_of(cache, key);
    while (answer && memcmp(answer->key, key, ANSWER_KEY_BYTES) != 0)
        answer = answer->chained;
    return answer;
}

static size_t weight(const struct answer *answer)
{
    return sizeof *answer + answer->size;
}

static void unlink_age(struct answer_cache *cache, struct answer *answer)
{
    *(answer->newer ? &answer->newer->older : &cache->newest) = answer->older;
    *(answer->older ? &answer->older->newer : &cache->oldest) = answer->newer;
}

static void link_newest(struct answer_cache *cache, struct answer *answer)
{
    answer->newer = NULL;
    answer->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = answer;
    cache->newest = answer;
}

static void drop_oldest(struct answer_cache *cache)
{
    struct answer *answer = cache->oldest;
    struct answer **place = chain_of(cache, answer->key);
    while (*place && *place != answer)
        place = &(*place)->chained;
    *place = answer->chained;
    cache->oldest = answer->newer;
    *(cache->oldest ? &cache->oldest->older : &cache->newest) = NULL;
    cache->taken -= weight(answer);
    cache->count--;
    let_go(answer);
}

void answer_cache_free(struct answer_cache *cache)
{
    if (!cache)
        return;
    while (cache->oldest)
        drop_oldest(cache);
    pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

/* In use by the caller, too, or NULL. */
static struct answer *borrow(struct answer_cache *cache, const unsigned char *key)
{
    pthread_mutex_lock(&cache->mutex);
    struct answer *answer = seek(cache, key);
    if (answer) {
        atomic_fetch_add(&answer->users, 1);
        unlink_age(cache, answer);
        link_newest(cache, answer);
    }
    pthread_mutex_unlock(&cache->mutex);
    return answer;
}

struct buffer *answer_cache_find(struct answer_cache *cache, struct arena *arena,
                                 const unsigned char key[ANSWER_KEY_BYTES])
{
    struct answer *answer = cache ? borrow(cache, key) : NULL;
    if (!answer)
        return NULL;
    struct buffer *body = buffer_new(arena, answer->size + 1);
    buffer_add(body, answer->bytes, answer->size);
    let_go(answer);
    return body;
}

static struct answer *answer_new(const unsigned char *key, const void *bytes, size_t size)
{
    struct answer *answer = memory_new(sizeof *answer + size);
    memcpy(answer->key, key, ANSWER_KEY_BYTES);
    memcpy(answer->bytes, bytes, size);
    atomic_init(&answer->users, 1);
    answer->size = size;
    return answer;
}

static void take(struct answer_cache *cache, struct answer *answer)
{
    struct answer **chain = chain_of(cache, answer->key);
    while (cache->oldest && cache->taken + weight(answer) > cache->most)
        drop_oldest(cache);
    answer->chained = *chain;
    *chain = answer;
    link_newest(cache, answer);
    cache->taken += weight(answer);
    cache->count++;
}

void answer_cache_put(struct answer_cache *cache, const unsigned char key[ANSWER_KEY_BYTES],
                      const void *bytes, size_t size)
{
    if (!cache || sizeof(struct answer) + size > cache->most / SHARE_MOST)
        return;
    struct answer *answer = answer_new(key, bytes, size);
    pthread_mutex_lock(&cache->mutex);
    bool known = seek(cache, key) != NULL;
    if (!known)
        take(cache, answer);
    pthread_mutex_unlock(&cache->mutex);
    if (known)
        let_go(answer);
}

void answer_cache_size(struct answer_cache *cache, size_t *bytes, size_t *answers)
{
    *bytes = *answers = 0;
    if (!cache)
        return;
    pthread_mutex_lock(&cache->mutex);
    *bytes = cache->taken;
    *answers = cache->count;
    pthread_mutex_unlock(&cache->mutex);
}
