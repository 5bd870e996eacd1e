#include "db_session.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "config.h"
#include "db_result.h"
#include "log.h"
#include "memory.h"
#include "migrate.h"
#include "monotonic.h"
#include "queries.h"

#define PAUSE_FIRST_MS 100
#define PAUSE_MOST_MS 5000

/* A request that waits: the session that becomes free is put into its hand. */
struct waiter {
    pthread_cond_t given;
    struct session *session;
    struct waiter *next;
};

struct session_pool {
    pthread_mutex_t mutex;
    struct session *sessions; /* all */
    size_t count;
    struct session *free;
    struct waiter *first, *last;
    const struct config *config;
    struct timespec retry_at; /* no attempt to connect before */
    long pause_ms;
    char mismatch[200];
    atomic_bool fitted; /* the schema was once the very one */
};

static bool is_before(struct timespec a, struct timespec b)
{
    return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

struct session_pool *session_pool_new(const struct config *config, size_t count)
{
    struct session_pool *pool = memory_new(sizeof *pool);
    struct session *sessions = memory_new(count * sizeof *sessions);
    pthread_mutex_init(&pool->mutex, NULL);
    pool->config = config;
    pool->sessions = sessions;
    pool->count = count;
    for (size_t i = 0; i < count; i++) {
        sessions[i].prepared = memory_new((QUERY_COUNT + 1) * sizeof(bool));
        sessions[i].next = pool->free;
        pool->free = &sessions[i];
    }
    return pool;
}

void session_pool_free(struct session_pool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->count; i++) {
        PQfinish(pool->sessions[i].connection);
        PQfreeCancel(pool->sessions[i].cancel);
        free(pool->sessions[i].prepared);
    }
    free(pool->sessions);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}

static PGconn *connect_once(const struct config *config)
{
    const char *names[] = {"dbname",           "connect_timeout", "client_encoding",
                           "application_name", "keepalives_idle", NULL};
    const char *values[] = {config->database, "3", "UTF8", "continuum", "30", NULL};
    PGconn *connection = PQconnectdbParams(names, values, 1);
    PQsetNoticeReceiver(connection, result_ignore, NULL);
    return connection;
}

/* Whether the migrations in the database are those built in. One that serves
 * already goes on when there are more: the database is migrated first, and then
 * one instance after the other is replaced. */
static bool schema_fits(PGconn *connection, bool serving, char *mismatch, size_t size)
{
    PGresult *result =
        PQexec(connection, "select number, checksum from continuum.schema_migration order by 1");
    size_t rows = PQresultStatus(result) == PGRES_TUPLES_OK ? (size_t)PQntuples(result) : 0;
    bool fits = serving ? rows >= migration_count : rows == migration_count;
    for (size_t i = 0; fits && i < migration_count; i++)
        fits = !strcmp(PQgetvalue(result, (int)i, 1), migrations[i].checksum);
    if (!fits)
        snprintf(mismatch, size,
                 "the database has %zu migrations, this program was built for %zu%s; "
                 "run continuum migrate with the same version",
                 rows, migration_count, rows == migration_count ? " others" : "");
    else
        mismatch[0] = '\0';
    PQclear(result);
    return fits;
}

static void pause_attempts(struct session_pool *pool, const char *why)
{
    pthread_mutex_lock(&pool->mutex);
    pool->pause_ms = pool->pause_ms ? pool->pause_ms * 2 : PAUSE_FIRST_MS;
    if (pool->pause_ms > PAUSE_MOST_MS)
        pool->pause_ms = PAUSE_MOST_MS;
    pool->retry_at = monotonic_after(pool->pause_ms);
    pthread_mutex_unlock(&pool->mutex);
    log_event("warning", "database_unavailable", "why", why, NULL);
}

static bool session_connect(struct session_pool *pool, struct session *session)
{
    PQfinish(session->connection);
    session->connection = NULL;
    memset(session->prepared, 0, QUERY_COUNT + 1);
    pthread_mutex_lock(&pool->mutex);
    bool early = is_before(monotonic_after(0), pool->retry_at);
    pthread_mutex_unlock(&pool->mutex);
    if (early)
        return false;
    char mismatch[sizeof pool->mismatch] = "the database cannot be reached";
    PGconn *connection = connect_once(pool->config);
    bool good = PQstatus(connection) == CONNECTION_OK &&
                schema_fits(connection, atomic_load(&pool->fitted), mismatch, sizeof mismatch) &&
                PQenterPipelineMode(connection);
    pthread_mutex_lock(&pool->mutex);
    memcpy(pool->mismatch, mismatch, sizeof mismatch);
    if (PQstatus(connection) != CONNECTION_OK)
        pool->mismatch[0] = '\0';
    if (good) {
        atomic_store(&pool->fitted, true);
        pool->pause_ms = 0;
        PQfreeCancel(session->cancel);
        session->cancel = PQgetCancel(connection);
    }
    pthread_mutex_unlock(&pool->mutex);
    if (good) {
        session->connection = connection;
        return true;
    }
    pause_attempts(pool, mismatch);
    PQfinish(connection);
    return false;
}

static struct session *wait_turn(struct session_pool *pool)
{
    struct waiter waiter = {0};
    monotonic_condition_init(&waiter.given);
    *(pool->first ? &pool->last->next : &pool->first) = &waiter;
    pool->last = &waiter;
    struct timespec until = monotonic_after(pool->config->session_wait_ms);
    int late = 0;
    while (!waiter.session && !late)
        late = pthread_cond_timedwait(&waiter.given, &pool->mutex, &until);
    if (!waiter.session) { /* leave the queue */
        struct waiter *before = NULL, **at = &pool->first;
        for (; *at != &waiter; at = &(*at)->next)
            before = *at;
        *at = waiter.next;
        if (pool->last == &waiter)
            pool->last = before;
    }
    pthread_cond_destroy(&waiter.given);
    return waiter.session;
}

struct session *session_lease(struct session_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    struct session *session = pool->free;
    if (session)
        pool->free = session->next;
    else
        session = wait_turn(pool);
    pthread_mutex_unlock(&pool->mutex);
    if (!session)
        return NULL;
    if (session->connection && PQstatus(session->connection) == CONNECTION_OK)
        return session;
    if (session_connect(pool, session))
        return session;
    session_return(pool, session);
    return NULL;
}

void session_return(struct session_pool *pool, struct session *session)
{
    pthread_mutex_lock(&pool->mutex);
    struct waiter *waiter = pool->first;
    if (waiter) {
        pool->first = waiter->next;
        waiter->session = session;
        pthread_cond_signal(&waiter->given);
    } else {
        session->next = pool->free;
        pool->free = session;
    }
    pthread_mutex_unlock(&pool->mutex);
}

void session_pool_cancel(struct session_pool *pool)
{
    char error[256];
    pthread_mutex_lock(&pool->mutex);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->sessions[i].cancel)
            PQcancel(pool->sessions[i].cancel, error, sizeof error);
    pthread_mutex_unlock(&pool->mutex);
}

bool session_pool_busy(struct session_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    bool busy = !pool->free;
    pthread_mutex_unlock(&pool->mutex);
    return busy;
}

const char *session_pool_mismatch(struct session_pool *pool)
{
    struct session *session = session_lease(pool);
    if (session)
        session_return(pool, session);
    return pool->mismatch[0] ? pool->mismatch : NULL;
}
