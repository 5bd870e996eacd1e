#include "db_transaction.h"

#include <string.h>

#include "application.h"
#include "audit.h"
#include "db.h"
#include "db_result.h"
#include "db_wire.h"
#include "freshness.h"
#include "monotonic.h"
#include "queries.h"
#include "request.h"
#include "table.h"

static void session_drop(struct session *session)
{
    PQfinish(session->connection);
    session->connection = NULL;
}

/* Whether the session has prepared all that a statement takes, so that it goes
 * on after an error. */
static bool has_prepared(const struct request *req, const struct session *session,
                         const struct query *query)
{
    return !req->app->config.prepare ||
           (session->prepared[QUERY_COUNT] && session->prepared[query->index]);
}

static struct session *lease(struct request *req)
{
    struct session *session = session_lease(db_pool(req->app->db));
    if (!session)
        problem_raise(req, PROBLEM_UNAVAILABLE, "The database is not available.");
    return session;
}

static void give_back(struct request *req, struct session *session)
{
    session_return(db_pool(req->app->db), session);
}

/* After an error: out of the transaction, and, where it is not known which
 * statements are prepared, without any. */
static void recover(struct session *session, bool known)
{
    bool open = PQtransactionStatus(session->connection) == PQTRANS_INERROR;
    if (known && !open)
        return;
    bool sent = (!open || wire_command(session, "rollback")) &&
                (known || wire_command(session, "deallocate all"));
    PGresult *result = sent ? wire_read(session, NULL) : NULL;
    if (!known && result_good(result))
        memset(session->prepared, 0, QUERY_COUNT + 1);
    else if (!known)
        session_drop(session);
    PQclear(result);
}

static void settle(struct request *req, struct session *session, bool known, PGresult *result)
{
    if (result && !result_good(result) && PQstatus(session->connection) == CONNECTION_OK)
        recover(session, known);
    if (!result || PQtransactionStatus(session->connection) != PQTRANS_IDLE)
        session_drop(session);
    give_back(req, session);
}

static bool try_held(struct request *req, const struct query *query, PGresult **result)
{
    struct session *session = req->session;
    bool known = has_prepared(req, session, query);
    *result = wire_query(session, req, query) ? wire_read(session, req->taker) : NULL;
    if (!result_good(*result)) {
        req->session = NULL;
        settle(req, session, known, *result);
    }
    return true;
}

bool transaction_try(struct request *req, const struct query *query, bool audited,
                     PGresult **result)
{
    if (req->session)
        return try_held(req, query, result);
    struct session *session = lease(req);
    if (!session)
        return false;
    bool known = has_prepared(req, session, query);
    req->audit.reached = req->audit.reached || audited;
    bool sent = (!audited || wire_command(session, "begin")) &&
                wire_identity(session, req, query->writes || audited) &&
                wire_query(session, req, query);
    *result = sent ? wire_read(session, req->taker) : NULL;
    if (audited && result_good(*result))
        req->session = session;
    else
        settle(req, session, known, *result);
    return true;
}

/* A report's statements are large: planning one takes longer than what a plan for
 * any parameters loses. */
static const char snapshot_sql[] = "select set_config('work_mem', '32MB', true), "
                                   "set_config('plan_cache_mode', 'force_generic_plan', true)";

static bool begin_snapshot(struct request *req, const struct query *query, PGresult **result)
{
    struct session *session = lease(req);
    if (!session)
        return false;
    bool audited = audit_wanted(req);
    bool known = has_prepared(req, session, query) &&
                 (!audited || has_prepared(req, session, &query_audit_take));
    req->audit.reached = req->audit.reached || audited;
    bool sent = wire_command(session, "begin isolation level repeatable read") &&
                wire_command(session, snapshot_sql) && wire_identity(session, req, audited) &&
                (!audited || wire_query(session, req, &query_audit_take)) &&
                wire_query(session, req, query);
    *result = sent ? wire_read(session, NULL) : NULL;
    if (result_good(*result))
        req->session = session;
    else
        settle(req, session, known, *result);
    return true;
}

/* What a snapshot sees of a quota is old when the transaction ends: it is
 * counted before. */
static bool spend_before(struct request *req)
{
    struct table *rows;
    if (!audit_wanted(req) || !req->caller.quota)
        return true;
    if (!db_lookup(req, &query_quota_spend, &rows))
        return false;
    req->caller.quota = NULL;
    return true;
}

bool db_snapshot(struct request *req, const struct query *query, struct table **rows)
{
    PGresult *result = NULL;
    if (req->session) {
        if (!db_query(req, query, rows))
            return false;
        freshness_note(req, *rows);
        return true;
    }
    if (!spend_before(req))
        return false;
    req->bulk = true;
    for (int i = 0; i < TRANSACTION_ATTEMPTS && !req->session; i++) {
        PQclear(result);
        result = NULL;
        if (!begin_snapshot(req, query, &result))
            return false;
        if (!result_worth_retrying(result, false))
            break;
    }
    if (!result_take(req, query, result, rows))
        return false;
    freshness_note(req, *rows);
    return true;
}

/* What ends it: the entry and the commit; or, where it failed, nothing of it
 * and the entry alone. */
static PGresult *end(struct request *req, struct session *session, bool failed, bool audited)
{
    bool sent = (!failed || (wire_command(session, "rollback") &&
                             (!audited || wire_identity(session, req, true)))) &&
                (!audited || wire_query(session, req, &query_audit_append)) &&
                (failed || wire_command(session, "commit"));
    return sent ? wire_read(session, NULL) : NULL;
}

/* What was done is ended in its session, once; the entry of what was not may go
 * to another. */
static PGresult *end_somewhere(struct request *req, bool failed, bool audited)
{
    PGresult *result = NULL;
    for (int i = 0; i < TRANSACTION_ATTEMPTS; i++) {
        struct session *session = req->session ? req->session : lease(req);
        req->session = NULL;
        PQclear(result);
        if (!session)
            return NULL;
        bool known = has_prepared(req, session, &query_audit_append);
        result = end(req, session, failed, audited);
        settle(req, session, known, result);
        if (!failed || result_good(result) || !result_worth_retrying(result, false))
            break;
    }
    return result;
}

bool db_finish(struct request *req)
{
    struct table *rows;
    bool audited = audit_due(req);
    if (!req->session && !audited)
        return true;
    int64_t started = clock_ns();
    if (audited)
        audit_bind(req);
    PGresult *result = end_somewhere(req, req->problem.kind != PROBLEM_NONE, audited);
    req->database_ns += clock_ns() - started;
    if (!result_good(result))
        req->problem = (struct problem){0};
    if (result_take(req, &query_audit_append, result, &rows)) {
        req->audit.anchor = table_get(rows, 0, "anchor");
        return true;
    }
    if (req->problem.kind != PROBLEM_UNAUTHENTICATED && req->problem.kind != PROBLEM_RATE)
        req->problem = (struct problem){0}; /* none of the client's doing */
    return problem_raise(req, PROBLEM_UNAVAILABLE, "The audit cannot be written now.");
}
