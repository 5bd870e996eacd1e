#include "db.h"

#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "application.h"
#include "config.h"
#include "db_result.h"
#include "db_session.h"
#include "queries.h"
#include "request.h"
#include "table.h"

#define PARAMETERS_MAX 32
#define ATTEMPTS 10

/* Says who asks for the length of the transaction; row security reads it. */
static const char identity_sql[] =
    "select set_config('search_path', 'continuum, pg_temp', true), set_config('continuum.actor', $1, true), set_config('continuum.key', $2, true), "
    "set_config('continuum.scopes', $3, true), set_config('continuum.programs', $4, true), "
    "set_config('statement_timeout', $5, true), set_config('transaction_read_only', $6, true), "
    "set_config('jit', 'off', true), set_config('enable_nestloop', $7, true)";

struct db {
    struct session_pool *pool;
    bool prepare;
    char timeout[24];
};

struct db *db_open(const struct config *config)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->pool = session_pool_new(config);
    db->prepare = config->prepare;
    snprintf(db->timeout, sizeof db->timeout, "%lld", config->statement_timeout_ms);
    return db;
}

void db_close(struct db *db)
{
    if (db)
        session_pool_free(db->pool);
    free(db);
}

void db_cancel(struct db *db)
{
    session_pool_cancel(db->pool);
}

const char *db_schema_mismatch(struct db *db)
{
    return session_pool_mismatch(db->pool);
}

bool db_busy(struct db *db)
{
    return session_pool_busy(db->pool);
}

/* Sends one statement into the pipeline, prepared the first time. */
static bool send_statement(struct session *session, bool prepare, unsigned index, const char *name,
                           const char *sql, int count, const char *const *values)
{
    PGconn *connection = session->connection;
    if (!prepare)
        return PQsendQueryParams(connection, sql, count, NULL, values, NULL, NULL, 0);
    if (!session->prepared[index] && !PQsendPrepare(connection, name, sql, 0, NULL))
        return false;
    session->prepared[index] = true;
    return PQsendQueryPrepared(connection, name, count, values, NULL, NULL, 0);
}

static bool send_identity(struct session *session, struct request *req, bool writes)
{
    const struct db *db = req->app->db;
    const struct caller *caller = &req->caller;
    const char *identity[] = {
        caller->name, caller->key,           caller->scopes,          caller->programs,
        db->timeout,  writes ? "off" : "on", req->bulk ? "off" : "on"};
    return send_statement(session, db->prepare, QUERY_COUNT, "identity", identity_sql, 7, identity);
}

static bool send_query(struct session *session, struct request *req, const struct query *query,
                       const char *const *values)
{
    return send_statement(session, req->app->db->prepare, query->index, query->name, query->sql,
                          (int)query->parameter_count, values) &&
           PQpipelineSync(session->connection);
}

/* Reads to the end of the pipeline; the last rows, or the first error. A NULL
 * of libpq ends one statement's results, the synchronization ends them all; two
 * NULLs mean that the connection was lost before it. */
static PGresult *read_all(struct session *session)
{
    PGresult *kept = NULL;
    for (int nulls = 0; nulls < 2;) {
        PGresult *result = PQgetResult(session->connection);
        nulls = result ? 0 : nulls + 1;
        if (!result)
            continue;
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            break;
        }
        bool failed = kept && PQresultStatus(kept) == PGRES_FATAL_ERROR;
        if (failed || status == PGRES_PIPELINE_ABORTED) {
            PQclear(result);
            continue;
        }
        PQclear(kept);
        kept = result;
    }
    return kept;
}

static void session_drop(struct session *session)
{
    PQfinish(session->connection);
    session->connection = NULL;
}

static struct session *lease(struct request *req)
{
    struct session *session = session_lease(req->app->db->pool);
    if (!session)
        problem_raise(req, PROBLEM_UNAVAILABLE, "The database is not available.");
    return session;
}

/* One attempt in a transaction of its own: false where no session was to be
 * had. After an error a session goes on only if it is known which statements
 * it has prepared. */
static bool attempt(struct request *req, const struct query *query, const char *const *values,
                    PGresult **result)
{
    struct session *session = lease(req);
    if (!session)
        return false;
    bool known = !req->app->db->prepare || session->prepared[query->index];
    bool sent =
        send_identity(session, req, query->writes) && send_query(session, req, query, values);
    *result = sent ? read_all(session) : NULL;
    bool idle = PQtransactionStatus(session->connection) == PQTRANS_IDLE;
    if (!*result || !idle || (!result_good(*result) && !known))
        session_drop(session);
    session_return(req->app->db->pool, session);
    return true;
}

bool db_snapshot(struct request *req)
{
    static const char begin[] = "begin isolation level repeatable read, read only";
    static const char memory[] = "set local work_mem to '32MB'";
    struct session *session = lease(req);
    if (!session)
        return false;
    req->session = session;
    req->bulk = true;
    bool sent = PQsendQueryParams(session->connection, begin, 0, NULL, NULL, NULL, NULL, 0) &&
                PQsendQueryParams(session->connection, memory, 0, NULL, NULL, NULL, NULL, 0) &&
                send_identity(session, req, false) && PQpipelineSync(session->connection);
    PGresult *result = sent ? read_all(session) : NULL;
    bool good = result_good(result);
    PQclear(result);
    return good || problem_raise(req, PROBLEM_UNAVAILABLE, "The database is not available.");
}

/* A read-only transaction that is rolled back loses nothing; whatever went
 * wrong in it, the session is idle afterwards or goes. */
void db_release(struct request *req)
{
    struct session *session = req->session;
    if (!session)
        return;
    req->session = NULL;
    bool sent = PQsendQueryParams(session->connection, "rollback", 0, NULL, NULL, NULL, NULL, 0) &&
                PQpipelineSync(session->connection);
    PQclear(sent ? read_all(session) : NULL);
    if (PQtransactionStatus(session->connection) != PQTRANS_IDLE)
        session_drop(session);
    session_return(req->app->db->pool, session);
}

static bool attempt_held(struct request *req, const struct query *query, const char *const *values,
                         PGresult **result)
{
    struct session *session = req->session;
    bool known = !req->app->db->prepare || session->prepared[query->index];
    *result = send_query(session, req, query, values) ? read_all(session) : NULL;
    if (!*result || (!result_good(*result) && !known))
        session_drop(session);
    return true;
}

static bool run(struct request *req, const struct query *query, struct table **rows)
{
    const char *values[PARAMETERS_MAX] = {0};
    for (size_t i = 0; i < query->parameter_count; i++)
        values[i] = request_value(req, query->parameters[i]);
    PGresult *result = NULL;
    for (int i = 0; i < ATTEMPTS; i++) {
        PQclear(result);
        result = NULL;
        if (req->session ? !attempt_held(req, query, values, &result)
                         : !attempt(req, query, values, &result))
            return false;
        if (req->session || result_good(result) || !result_worth_retrying(result, query->writes))
            break;
    }
    return result_take(req, query, result, rows);
}

bool db_query(struct request *req, const struct query *query, struct table **rows)
{
    int64_t started = clock_ns();
    bool good = run(req, query, rows);
    req->database_ns += clock_ns() - started;
    return good;
}

bool db_row(struct request *req, const struct query *query, struct table **rows)
{
    if (!db_query(req, query, rows))
        return false;
    if ((*rows)->row_count == 0)
        return problem_raise(req, PROBLEM_NOT_FOUND, "%s", problem_advice(PROBLEM_NOT_FOUND));
    return true;
}
