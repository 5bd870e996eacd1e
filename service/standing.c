#include "standing.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "caller.h"
#include "memory.h"

#define PLACES 4096
#define LOCKS 64
#define HASH_BYTES 16

struct place {
    unsigned char who_when[HASH_BYTES]; /* of the credential and the version */
    int64_t expires_us;
};

struct standings {
    pthread_mutex_t mutexes[LOCKS];
    struct place places[PLACES]; /* by the credential */
};

struct standings *standings_new(void)
{
    struct standings *standings = memory_new(sizeof *standings);
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&standings->mutexes[i], NULL);
    return standings;
}

void standings_free(struct standings *standings)
{
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&standings->mutexes[i]);
    free(standings);
}

/* Each with its end, and the absent unlike the empty. */
static void add(crypto_generichash_state *state, const char *text)
{
    crypto_generichash_update(state, (const unsigned char *)(text ? "+" : "-"), 1);
    if (text)
        crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

/* All that caller_check() looks at, and the version where there is one. */
static void hash(const struct caller *caller, const char *version, unsigned char out[HASH_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    add(&state, caller->key);
    add(&state, caller->issuer);
    add(&state, caller->subject);
    add(&state, caller->token);
    add(&state, caller->issued_at);
    add(&state, version);
    crypto_generichash_final(&state, out, HASH_BYTES);
}

static size_t place_of(const struct caller *caller)
{
    unsigned char who[HASH_BYTES];
    size_t number;
    hash(caller, NULL, who);
    memcpy(&number, who, sizeof number);
    return number % PLACES;
}

bool standing_holds(struct standings *standings, const struct caller *caller, const char *version,
                    int64_t moment_us)
{
    unsigned char wanted[HASH_BYTES];
    size_t number = place_of(caller);
    hash(caller, version, wanted);
    pthread_mutex_lock(&standings->mutexes[number % LOCKS]);
    const struct place *place = &standings->places[number];
    bool holds = !memcmp(place->who_when, wanted, HASH_BYTES) &&
                 (place->expires_us == 0 || moment_us < place->expires_us);
    pthread_mutex_unlock(&standings->mutexes[number % LOCKS]);
    return holds;
}

void standing_note(struct standings *standings, const struct caller *caller, const char *version,
                   int64_t expires_us)
{
    size_t number = place_of(caller);
    pthread_mutex_lock(&standings->mutexes[number % LOCKS]);
    hash(caller, version, standings->places[number].who_when);
    standings->places[number].expires_us = expires_us;
    pthread_mutex_unlock(&standings->mutexes[number % LOCKS]);
}
