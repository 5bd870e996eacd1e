#include "jwks.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "buffer.h"
#include "fetch.h"
#include "log.h"
#include "memory.h"
#include "monotonic.h"
#include "request.h"
#include "strict.h"

#define FETCH_S 5
#define WAIT_MS 6000
#define WAITING_MAX 64 /* a slow issuer must not hold every connection */
#define FETCH_MEMORY ((size_t)4 << 20)
#define WELL_KNOWN "/.well-known/openid-configuration"

struct jwks {
    struct jwks_source source;
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t landed;
    struct jwk_set *set;
    long long loaded_at, tried_at;
    bool tried, failed; /* ever; the last time */
    bool flying;        /* a thread fetches */
    int waiting;
};

struct jwks *jwks_new(const struct jwks_source *source)
{
    struct jwks *jwks = memory_new(sizeof *jwks);
    jwks->source = *source;
    pthread_mutex_init(&jwks->mutex, NULL);
    monotonic_condition_init(&jwks->landed);
    return jwks;
}

void jwks_free(struct jwks *jwks)
{
    jwk_set_release(jwks->set);
    pthread_cond_destroy(&jwks->landed);
    pthread_mutex_destroy(&jwks->mutex);
    free(jwks);
}

/* Where the issuer says that its keys are. An issuer elsewhere cannot point to this host:
 * plain http is for an issuer that is itself here. */
static const char *discovered(const struct jwks_source *source, const json_t *document,
                              const char **why)
{
    const char *issuer = json_string_value(json_object_get(document, "issuer"));
    const char *uri = json_string_value(json_object_get(document, "jwks_uri"));
    *why = "malformed_discovery";
    if (!issuer || !uri || !fetch_is_url(uri) ||
        (!strncmp(uri, "http:", 5) && strncmp(source->issuer, "http:", 5) != 0))
        return NULL;
    *why = "other_issuer";
    return strcmp(issuer, source->issuer) ? NULL : uri;
}

static struct buffer *discover(const struct jwks_source *source, struct arena *arena,
                               int64_t deadline, const char **why)
{
    size_t length = strlen(source->issuer);
    length -= source->issuer[length - 1] == '/';
    char *url = arena_printf(arena, "%.*s" WELL_KNOWN, (int)length, source->issuer);
    struct buffer *bytes = fetch_url(arena, url, source->authority_file, deadline, why);
    if (!bytes)
        return NULL;
    json_t *document = json_strict(bytes->bytes, bytes->size);
    const char *found = discovered(source, document, why);
    char *uri = found ? arena_strdup(arena, found) : NULL;
    json_decref(document);
    return uri ? fetch_url(arena, uri, source->authority_file, deadline, why) : NULL;
}

static struct jwk_set *load(const struct jwks_source *source, const char **why)
{
    struct arena *arena = arena_new(FETCH_MEMORY);
    int64_t deadline = clock_ns() + FETCH_S * (int64_t)1000000000;
    struct buffer *bytes =
        source->file  ? fetch_file(arena, source->file, why)
        : source->uri ? fetch_url(arena, source->uri, source->authority_file, deadline, why)
                      : discover(source, arena, deadline, why);
    struct jwk_set *set = bytes ? jwk_set_parse(bytes->bytes, bytes->size, why) : NULL;
    arena_free(arena);
    return set;
}

/* Time since then; a clock that was set back makes it time to look again. */
static long long since(long long then, long long now)
{
    return now < then ? JWKS_STALE_S : now - then;
}

static bool serves(const struct jwks *jwks, long long now)
{
    return jwks->set && since(jwks->loaded_at, now) <= JWKS_EXPIRED_S;
}

static bool knows(const struct jwks *jwks, const char *id, long long now)
{
    return serves(jwks, now) && (!id || jwk_set_knows(jwks->set, id));
}

/* The lock is let go meanwhile. */
static void fly(struct jwks *jwks, long long now)
{
    const char *why = NULL;
    jwks->flying = true;
    pthread_mutex_unlock(&jwks->mutex);
    struct jwk_set *set = load(&jwks->source, &why), *old = NULL;
    if (!set)
        log_event("warning", "jwks_unavailable", "issuer", jwks->source.name, "why", why, NULL);
    pthread_mutex_lock(&jwks->mutex);
    if (set) {
        old = jwks->set;
        jwks->set = set;
        jwks->loaded_at = now;
    }
    jwks->tried = true;
    jwks->tried_at = now;
    jwks->failed = !set;
    jwks->flying = false;
    pthread_cond_broadcast(&jwks->landed);
    jwk_set_release(old);
}

static void wait_landing(struct jwks *jwks)
{
    struct timespec until = monotonic_after(WAIT_MS);
    bool room = jwks->waiting < WAITING_MAX;
    jwks->waiting += room;
    while (room && jwks->flying && !pthread_cond_timedwait(&jwks->landed, &jwks->mutex, &until))
        ;
    jwks->waiting -= room;
}

static void refresh(struct jwks *jwks, const char *id, long long now)
{
    bool known = knows(jwks, id, now);
    if (known && since(jwks->loaded_at, now) < JWKS_STALE_S)
        return;
    if (jwks->flying && !known)
        wait_landing(jwks);
    else if (!jwks->flying && (!jwks->tried || since(jwks->tried_at, now) >= JWKS_PAUSE_S))
        fly(jwks, now);
}

/* A key that is not known may be a new one while the issuer cannot be asked. */
struct jwk_set *jwks_lease(struct jwks *jwks, const char *id, long long now)
{
    pthread_mutex_lock(&jwks->mutex);
    refresh(jwks, id, now);
    bool asked = !jwks->flying && !jwks->failed;
    bool good = knows(jwks, id, now) || (serves(jwks, now) && asked);
    struct jwk_set *set = good ? jwk_set_hold(jwks->set) : NULL;
    pthread_mutex_unlock(&jwks->mutex);
    return set;
}
