#include "db_wire.h"

#include <poll.h>
#include <stdio.h>

#include "application.h"
#include "db.h"
#include "db_result.h"
#include "queries.h"
#include "request.h"
#include "row.h"

#define PARAMETERS_MAX 32
#define WANTED_MS 500

static const char identity_sql[] =
    "select set_config('search_path', 'continuum, pg_temp', true), "
    "set_config('continuum.actor', $1, true), set_config('continuum.key', $2, true), "
    "set_config('continuum.scopes', $3, true), set_config('continuum.programs', $4, true), "
    "set_config('continuum.regions', $5, true), set_config('continuum.practices', $6, true), "
    "set_config('continuum.role', $7, true), set_config('continuum.recipient', $8, true), "
    "set_config('continuum.purpose', $9, true), set_config('continuum.quota', $10, true), "
    "set_config('continuum.request', $11, true), set_config('continuum.operation', $12, true), "
    "set_config('continuum.peer', $13, true), set_config('continuum.chain', '', true), "
    "set_config('statement_timeout', $14, true), set_config('transaction_read_only', $15, true), "
    "set_config('jit', 'off', true), set_config('enable_nestloop', $16, true), "
    "continuum.caller_check($17, $18, $19, $20, $21::bigint)";

/* Sends one statement into the pipeline, prepared the first time. */
static bool send_statement(struct session *session, bool prepare, unsigned index, const char *name,
                           const char *sql, int count, const char *const *values, bool binary)
{
    PGconn *connection = session->connection;
    if (!prepare)
        return PQsendQueryParams(connection, sql, count, NULL, values, NULL, NULL, binary);
    if (!session->prepared[index] && !PQsendPrepare(connection, name, sql, 0, NULL))
        return false;
    session->prepared[index] = true;
    return PQsendQueryPrepared(connection, name, count, values, NULL, NULL, binary);
}

bool wire_identity(struct session *session, struct request *req, bool writes)
{
    const struct config *config = &req->app->config;
    const struct caller *caller = &req->caller;
    bool known = caller->name != NULL;
    const char *timeout =
        arena_printf(req->arena, "%lld",
                     req->operation && req->operation->export ? config->export_timeout_ms
                                                              : config->statement_timeout_ms);
    const char *identity[] = {
        caller->name, caller->key, caller->scopes, caller->programs, caller->regions,
        caller->practices, caller->role, caller->recipient, caller->purpose, caller->quota, req->id,
        req->operation ? req->operation->id : NULL, req->peer, timeout, writes ? "off" : "on",
        req->bulk ? "off" : "on",
        /* to be checked: not a key that is only just looked up */
        known && caller->key ? caller->key : "", known && caller->issuer ? caller->issuer : "",
        caller->subject, caller->token, caller->issued_at};
    return send_statement(session, config->prepare, QUERY_COUNT, "identity", identity_sql,
                          sizeof identity / sizeof *identity, identity, false);
}

bool wire_query(struct session *session, struct request *req, const struct query *query)
{
    const char *values[PARAMETERS_MAX] = {0};
    for (size_t i = 0; i < query->parameter_count; i++)
        values[i] = request_value(req, query->parameters[i]);
    return send_statement(session, req->app->config.prepare, query->index, query->name, query->sql,
                          (int)query->parameter_count, values, req->taker != NULL);
}

bool wire_command(struct session *session, const char *sql)
{
    return PQsendQueryParams(session->connection, sql, 0, NULL, NULL, NULL, NULL, 0);
}

/* Rows stand before a command's mere success. */
static bool outranks(const PGresult *kept, const PGresult *result)
{
    return kept && (PQresultStatus(kept) == PGRES_FATAL_ERROR ||
                    (PQresultStatus(kept) == PGRES_TUPLES_OK &&
                     PQresultStatus(result) == PGRES_COMMAND_OK));
}

/* What is still to come of the statement, nobody wants. */
static void give_up(struct session *session, struct taker *taker)
{
    char error[256];
    if (!taker->failed)
        PQcancel(session->cancel, error, sizeof error);
    taker->failed = true;
}

static void give_row(struct session *session, struct taker *taker, const PGresult *result)
{
    struct row row;
    result_row(result, 0, &row);
    if (!taker->failed && !taker->take(taker->context, &row))
        give_up(session, taker);
}

/* Until there is a result, or the connection is lost. */
static void wait_for(struct session *session, struct taker *taker)
{
    while (PQisBusy(session->connection)) {
        struct pollfd socket = {PQsocket(session->connection), POLLIN, 0};
        bool silent = poll(&socket, 1, WANTED_MS) == 0;
        if (silent && !taker->failed && !taker->wanted(taker->context))
            give_up(session, taker);
        if (!silent && !PQconsumeInput(session->connection))
            return;
    }
}

/* Whether the result is one row of many, which goes to the taker; those of other
 * statements of the same round trip are texts. */
static bool is_taken(struct session *session, struct taker *taker, const PGresult *result)
{
    bool single = PQresultStatus(result) == PGRES_SINGLE_TUPLE;
    if (single && taker && PQbinaryTuples(result))
        give_row(session, taker, result);
    return single;
}

/* A NULL of libpq ends one statement's results, the synchronization ends them
 * all; two NULLs mean that the connection was lost before it. */
PGresult *wire_read(struct session *session, struct taker *taker)
{
    PGresult *kept = NULL;
    bool whole = false;
    if (!PQpipelineSync(session->connection))
        return NULL;
    for (int nulls = 0; !whole && nulls < 2;) {
        if (taker)
            PQsetSingleRowMode(session->connection);
        if (taker && taker->wanted)
            wait_for(session, taker);
        PGresult *result = PQgetResult(session->connection);
        nulls = result ? 0 : nulls + 1;
        whole = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        bool dropped = whole || PQresultStatus(result) == PGRES_PIPELINE_ABORTED ||
                       is_taken(session, taker, result) || outranks(kept, result);
        PQclear(dropped ? result : result ? kept : NULL);
        if (result && !dropped)
            kept = result;
    }
    return kept;
}
