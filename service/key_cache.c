#include "key_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "memory.h"

#define SETS 256
#define WAYS 4

/* A caller's texts, in this order, as one block: each begins with a byte that
 * says whether it is there at all. */
static const size_t texts[] = {
    offsetof(struct caller, key),       offsetof(struct caller, name),
    offsetof(struct caller, role),      offsetof(struct caller, scopes),
    offsetof(struct caller, programs),  offsetof(struct caller, regions),
    offsetof(struct caller, practices), offsetof(struct caller, recipient),
    offsetof(struct caller, purpose),   offsetof(struct caller, quota),
};
#define TEXT_COUNT (sizeof texts / sizeof *texts)

struct entry {
    char identifier[KEY_IDENTIFIER_LENGTH + 1]; /* empty: free */
    char hash[KEY_HASH_HEX];
    char *block;
    size_t size;
};

struct key_cache {
    pthread_mutex_t mutexes[SETS];
    struct entry entries[SETS][WAYS]; /* of a set, newest first */
};

static const char **text_at(struct caller *caller, size_t i)
{
    return (const char **)((char *)caller + texts[i]);
}

static size_t set_of(const char *identifier)
{
    char digits[3] = {identifier[0], identifier[1], '\0'};
    return strtoul(digits, NULL, 16) % SETS;
}

struct key_cache *key_cache_new(void)
{
    struct key_cache *cache = memory_new(sizeof *cache);
    for (size_t i = 0; i < SETS; i++)
        pthread_mutex_init(&cache->mutexes[i], NULL);
    return cache;
}

void key_cache_free(struct key_cache *cache)
{
    for (size_t i = 0; i < SETS; i++) {
        for (size_t k = 0; k < WAYS; k++)
            free(cache->entries[i][k].block);
        pthread_mutex_destroy(&cache->mutexes[i]);
    }
    free(cache);
}

static void unpack(struct arena *arena, const struct entry *entry, struct known_key *known)
{
    char *at = arena_alloc(arena, entry->size);
    memcpy(at, entry->block, entry->size);
    memcpy(known->hash, entry->hash, sizeof known->hash);
    known->caller = (struct caller){0};
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        bool there = *at++;
        *text_at(&known->caller, i) = there ? at : NULL;
        at += there ? strlen(at) + 1 : 0;
    }
}

static void pack(struct entry *entry, const struct known_key *known)
{
    struct caller caller = known->caller;
    entry->size = 0;
    for (size_t i = 0; i < TEXT_COUNT; i++)
        entry->size += *text_at(&caller, i) ? strlen(*text_at(&caller, i)) + 2 : 1;
    char *at = entry->block = memory_new(entry->size);
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        const char *text = *text_at(&caller, i);
        *at++ = text != NULL;
        if (text)
            at = (char *)memcpy(at, text, strlen(text) + 1) + strlen(text) + 1;
    }
    memcpy(entry->hash, known->hash, sizeof entry->hash);
    memcpy(entry->identifier, caller.key, sizeof entry->identifier);
}

static struct entry *find(struct entry *set, const char *identifier)
{
    for (size_t i = 0; i < WAYS; i++)
        if (!strcmp(set[i].identifier, identifier))
            return &set[i];
    return NULL;
}

bool key_cache_find(struct key_cache *cache, struct arena *arena, const char *identifier,
                    struct known_key *known)
{
    size_t set = set_of(identifier);
    pthread_mutex_lock(&cache->mutexes[set]);
    const struct entry *entry = find(cache->entries[set], identifier);
    if (entry)
        unpack(arena, entry, known);
    pthread_mutex_unlock(&cache->mutexes[set]);
    return entry != NULL;
}

static void forget(struct entry *set, struct entry *entry)
{
    free(entry->block);
    memmove(entry, entry + 1, (size_t)(set + WAYS - (entry + 1)) * sizeof *entry);
    set[WAYS - 1] = (struct entry){0};
}

void key_cache_put(struct key_cache *cache, const struct known_key *known)
{
    size_t number = set_of(known->caller.key);
    struct entry *set = cache->entries[number];
    pthread_mutex_lock(&cache->mutexes[number]);
    struct entry *old = find(set, known->caller.key);
    forget(set, old ? old : &set[WAYS - 1]);
    memmove(set + 1, set, (WAYS - 1) * sizeof *set);
    pack(&set[0], known);
    pthread_mutex_unlock(&cache->mutexes[number]);
}

void key_cache_drop(struct key_cache *cache, const char *identifier)
{
    size_t set = set_of(identifier);
    pthread_mutex_lock(&cache->mutexes[set]);
    struct entry *entry = find(cache->entries[set], identifier);
    if (entry)
        forget(cache->entries[set], entry);
    pthread_mutex_unlock(&cache->mutexes[set]);
}
