#include "db_version.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "application.h"
#include "db_result.h"
#include "db_session.h"
#include "db_wire.h"
#include "freshness.h"
#include "memory.h"
#include "metrics.h"
#include "monotonic.h"
#include "queries.h"
#include "request.h"
#include "table.h"

#define ATTEMPTS 2

/* Checks are numbered; of those who wait for one all wake when it has ended, and one of
 * those who wait for the next to make it. */
struct version_check {
    pthread_mutex_t mutex;
    pthread_cond_t ended[2]; /* of checks with even and odd numbers */
    unsigned long long begun, done;
    bool good; /* the last one */
    struct data_version latest;
    struct session_pool *pool; /* of one */
    const struct config *config;
};

struct version_check *version_check_new(const struct config *config)
{
    struct version_check *check = memory_new(sizeof *check);
    pthread_mutex_init(&check->mutex, NULL);
    for (size_t i = 0; i < 2; i++)
        monotonic_condition_init(&check->ended[i]);
    check->pool = session_pool_new(config, 1);
    check->config = config;
    return check;
}

void version_check_free(struct version_check *check)
{
    session_pool_free(check->pool);
    for (size_t i = 0; i < 2; i++)
        pthread_cond_destroy(&check->ended[i]);
    pthread_mutex_destroy(&check->mutex);
    free(check);
}

void version_check_cancel(struct version_check *check)
{
    session_pool_cancel(check->pool);
}

const char *version_check_mismatch(struct version_check *check)
{
    return session_pool_mismatch(check->pool);
}

/* One round trip. The result, to be cleared, or NULL where it is not good; then the
 * session begins anew. */
static PGresult *round_trip(struct request *req, struct session *session)
{
    const char *limit =
        arena_printf(req->arena, "select set_config('statement_timeout', '%lld', true)",
                     req->app->config.statement_timeout_ms);
    bool sent = wire_command(session, limit) && wire_query(session, req, &query_version_check);
    PGresult *result = sent ? wire_read(session, NULL) : NULL;
    if (result_good(result))
        return result;
    PQclear(result);
    PQfinish(session->connection);
    session->connection = NULL;
    return NULL;
}

static bool ask(struct version_check *check, struct request *req, struct data_version *version)
{
    struct table *rows = NULL;
    for (int i = 0; i < ATTEMPTS && !rows; i++) {
        struct session *session = session_lease(check->pool);
        if (!session)
            return false;
        PGresult *result = round_trip(req, session);
        session_return(check->pool, session);
        if (result && !result_take(req, &query_version_check, result, &rows))
            return false;
    }
    if (rows)
        data_version_take(version, rows);
    return rows != NULL;
}

/* Makes the next check; with the mutex, which it gives up meanwhile. */
static void lead(struct version_check *check, struct request *req)
{
    struct data_version version = {0};
    unsigned long long number = ++check->begun;
    pthread_mutex_unlock(&check->mutex);
    bool good = ask(check, req, &version);
    pthread_mutex_lock(&check->mutex);
    check->latest = version;
    check->good = good;
    check->done = number;
    metrics_version(true);
    pthread_cond_broadcast(&check->ended[number % 2]);
    pthread_cond_signal(&check->ended[(number + 1) % 2]);
}

/* Waits for the check with this number, or makes it. */
static void reach(struct version_check *check, struct request *req, unsigned long long number)
{
    struct timespec until = monotonic_after(check->config->session_wait_ms +
                                            check->config->statement_timeout_ms + 1000);
    int late = 0;
    while (check->done < number && !late)
        if (check->done == check->begun)
            lead(check, req);
        else
            late = pthread_cond_timedwait(&check->ended[number % 2], &check->mutex, &until);
    if (late) /* it may have been this one's turn to lead */
        pthread_cond_signal(&check->ended[number % 2]);
}

bool version_check_ask(struct version_check *check, struct request *req,
                       struct data_version *version)
{
    int64_t started = clock_ns();
    metrics_version(false);
    pthread_mutex_lock(&check->mutex);
    unsigned long long number = check->begun + 1;
    reach(check, req, number);
    bool good = check->done >= number && check->good;
    *version = check->latest;
    pthread_mutex_unlock(&check->mutex);
    req->database_ns += clock_ns() - started;
    return good;
}
