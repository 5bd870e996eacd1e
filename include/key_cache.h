#ifndef CONTINUUM_KEY_CACHE_H
#define CONTINUUM_KEY_CACHE_H

#include <stdbool.h>

#include "caller.h"
#include "key.h"

struct arena;

/*
 * Keys that were found in the database, so that a known key costs no query. A
 * key never changes but for its end, and that the database checks at the begin
 * of every transaction (caller_check): what is remembered too long opens nothing.
 * Memory is fixed: the oldest goes. Threads share it.
 */
struct key_cache;

struct known_key {
    char hash[KEY_HASH_HEX];
    struct caller caller; /* its texts belong to the arena of who asked */
};

struct key_cache *key_cache_new(void);
void key_cache_free(struct key_cache *cache);

bool key_cache_find(struct key_cache *cache, struct arena *arena, const char *identifier,
                    struct known_key *known) __attribute__((warn_unused_result));
void key_cache_put(struct key_cache *cache, const struct known_key *known);
void key_cache_drop(struct key_cache *cache, const char *identifier);

#endif
