#ifndef CONTINUUM_ANSWER_CACHE_H
#define CONTINUUM_ANSWER_CACHE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buffer;

/*
 * Bodies of answers, under keys that say all that they are made of (freshness.h): what is
 * there is right for ever, and what nobody can ask for any more goes with time. Memory
 * is bounded; the one that was not asked for the longest goes first, and none takes more
 * than an eighth of it. Threads share it; bytes are copied without the lock.
 */
struct answer_cache;

#define ANSWER_KEY_BYTES 32

/* NULL for 0 bytes: nothing is kept. All functions take NULL. */
struct answer_cache *answer_cache_new(size_t bytes);
void answer_cache_free(struct answer_cache *cache);

/* A copy that belongs to the arena, or NULL. */
struct buffer *answer_cache_find(struct answer_cache *cache, struct arena *arena,
                                 const unsigned char key[ANSWER_KEY_BYTES])
    __attribute__((warn_unused_result));

void answer_cache_put(struct answer_cache *cache, const unsigned char key[ANSWER_KEY_BYTES],
                      const void *bytes, size_t size);

/* For metrics: bytes taken, and answers. */
void answer_cache_size(struct answer_cache *cache, size_t *bytes, size_t *answers);

#endif
