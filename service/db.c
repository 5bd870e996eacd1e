#include "db.h"

#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "application.h"
#include "config.h"
#include "db_session.h"
#include "log.h"
#include "queries.h"
#include "request.h"
#include "table.h"

#define PARAMETERS_MAX 32
#define ATTEMPTS 4

/* Says who asks for the length of the transaction; row security reads it. */
static const char identity_sql[] =
    "select set_config('continuum.actor', $1, true), set_config('continuum.key', $2, true), "
    "set_config('continuum.scopes', $3, true), set_config('continuum.programs', $4, true), "
    "set_config('statement_timeout', $5, true), set_config('transaction_read_only', $6, true)";

/* What the database's complaint means to the client. A class is two
 * characters; the first row that fits holds. */
static const struct {
    const char *state;
    enum problem_kind kind;
    const char *detail;
} meanings[] = {
    {"23505", PROBLEM_CONFLICT, "It is there already."},
    {"23503", PROBLEM_INVALID, "It refers to something that is not there."},
    {"23", PROBLEM_INVALID, "A value breaks a rule of what it belongs to."},
    {"22", PROBLEM_INVALID, "A value is out of its range."},
    {"42501", PROBLEM_FORBIDDEN, "The key does not reach what this would touch."},
    {"40", PROBLEM_UNAVAILABLE, "Others changed the same things; try again."},
    {"57014", PROBLEM_UNAVAILABLE, "The answer took too long."},
    {"57", PROBLEM_UNAVAILABLE, "The database is not available."},
    {"53", PROBLEM_UNAVAILABLE, "The database is out of resources."},
    {"08", PROBLEM_UNAVAILABLE, "The database is not available."},
    {"", PROBLEM_INTERNAL, "The request could not be completed."},
};

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

const char *db_schema_mismatch(struct db *db)
{
    return session_pool_mismatch(db->pool);
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

static bool send_all(struct session *session, struct request *req, const struct query *query,
                     const char *const *values)
{
    const struct db *db = req->app->db;
    const struct caller *caller = &req->caller;
    const char *identity[] = {caller->name,     caller->key, caller->scopes,
                              caller->programs, db->timeout, query->writes ? "off" : "on"};
    return send_statement(session, db->prepare, QUERY_COUNT, "identity", identity_sql, 6,
                          identity) &&
           send_statement(session, db->prepare, query->index, query->name, query->sql,
                          (int)query->parameter_count, values) &&
           PQpipelineSync(session->connection);
}

/* Reads to the end of the pipeline; the last rows, or the first error. A NULL
 * of libpq ends one statement's results, the synchronization ends them all. */
static PGresult *read_all(struct session *session)
{
    PGresult *kept = NULL;
    while (PQstatus(session->connection) == CONNECTION_OK) {
        PGresult *result = PQgetResult(session->connection);
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            break;
        }
        if (!result)
            continue;
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

static bool is_rows(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static const char *sqlstate(const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    return state ? state : "08006";
}

static enum column_kind kind_of(Oid type)
{
    switch (type) {
    case 16:
        return COLUMN_BOOLEAN;
    case 20:
    case 21:
    case 23:
    case 700:
    case 701:
    case 1700:
        return COLUMN_NUMBER;
    case 114:
    case 3802:
        return COLUMN_JSON;
    default:
        return COLUMN_TEXT;
    }
}

static struct table *table_of(struct arena *arena, const PGresult *result)
{
    struct table *table = arena_alloc(arena, sizeof *table);
    table->column_count = (size_t)PQnfields(result);
    table->row_count = table->row_capacity = (size_t)PQntuples(result);
    table->columns = arena_array(arena, struct column, table->column_count);
    table->cells = arena_array(arena, const char *, table->column_count * table->row_count);
    for (size_t i = 0; i < table->column_count; i++)
        table->columns[i] =
            (struct column){PQfname(result, (int)i), kind_of(PQftype(result, (int)i))};
    const char **cell = table->cells;
    for (int row = 0; row < PQntuples(result); row++)
        for (int i = 0; i < PQnfields(result); i++)
            *cell++ = PQgetisnull(result, row, i) ? NULL : PQgetvalue(result, row, i);
    return table;
}

static void result_release(void *object)
{
    PQclear(object);
}

/* The problem that the statement itself reports. */
static bool statement_agrees(struct request *req, const struct table *rows)
{
    const char *slug = table_get(rows, 0, "_problem");
    if (!slug)
        return true;
    const char *errors = table_get(rows, 0, "_errors");
    const char *detail = table_get(rows, 0, "_detail");
    const char *count = table_get(rows, 0, "_error_count");
    if (errors && !req->problem.errors) {
        req->problem.errors = request_own_json(req, json_loads(errors, 0, NULL));
        size_t listed = json_array_size(req->problem.errors);
        req->problem.error_count = count ? strtoul(count, NULL, 10) : listed;
    }
    return problem_raise(req, problem_of_slug(slug), "%s",
                         detail ? detail : problem_advice(problem_of_slug(slug)));
}

/* A check that is broken is named in words: wave_ends_before_it_starts. */
static bool complain_of_rule(struct request *req, const PGresult *result)
{
    const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    char *words = arena_strdup(req->arena, name ? name : "a value does not fit");
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    return problem_raise(req, PROBLEM_INVALID, "A rule is broken: %s.", words);
}

static bool complain(struct request *req, const struct query *query, const PGresult *result)
{
    const char *state = sqlstate(result);
    size_t i = 0;
    while (strncmp(state, meanings[i].state, strlen(meanings[i].state)) != 0)
        i++;
    const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    log_event(meanings[i].kind == PROBLEM_INTERNAL ? "error" : "warning", "database", "id", req->id,
              "query", query->name, "sqlstate", state, "message", said, NULL);
    if (!strcmp(state, "23514"))
        return complain_of_rule(req, result);
    return problem_raise(req, meanings[i].kind, "%s", meanings[i].detail);
}

static bool worth_retrying(const struct query *query, const PGresult *result)
{
    const char *state = sqlstate(result);
    bool lost = !strncmp(state, "08", 2) || !strncmp(state, "57P", 3);
    return !strncmp(state, "40", 2) || (lost && !query->writes);
}

static void session_drop(struct session *session)
{
    PQfinish(session->connection);
    session->connection = NULL;
}

/* One attempt: false where no session was to be had. After an error a session
 * goes on only if it is known which statements it has prepared. */
static bool attempt(struct request *req, const struct query *query, const char *const *values,
                    PGresult **result)
{
    struct session_pool *pool = req->app->db->pool;
    struct session *session = session_lease(pool);
    if (!session)
        return problem_raise(req, PROBLEM_UNAVAILABLE, "The database is not available.");
    bool known = !req->app->db->prepare || session->prepared[query->index];
    *result = send_all(session, req, query, values) ? read_all(session) : NULL;
    bool idle = PQtransactionStatus(session->connection) == PQTRANS_IDLE;
    if (!*result || !idle || (!is_rows(*result) && !known))
        session_drop(session);
    session_return(pool, session);
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
        if (!attempt(req, query, values, &result))
            return false;
        if (result && is_rows(result))
            break;
        if (!worth_retrying(query, result))
            break;
    }
    if (!result || !is_rows(result)) {
        complain(req, query, result);
        PQclear(result);
        return false;
    }
    arena_defer(req->arena, result_release, result);
    *rows = table_of(req->arena, result);
    return statement_agrees(req, *rows);
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
