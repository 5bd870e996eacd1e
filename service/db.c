#include "db.h"

#include <stdlib.h>

#include "application.h"
#include "audit.h"
#include "config.h"
#include "db_result.h"
#include "db_session.h"
#include "db_transaction.h"
#include "db_version.h"
#include "memory.h"
#include "monotonic.h"
#include "request.h"
#include "table.h"

struct db {
    struct session_pool *pool;
    struct version_check *check;
};

struct db *db_open(const struct config *config)
{
    struct db *db = memory_new(sizeof *db);
    db->pool = session_pool_new(config, (size_t)config->sessions);
    db->check = version_check_new(config);
    return db;
}

void db_close(struct db *db)
{
    if (db) {
        session_pool_free(db->pool);
        version_check_free(db->check);
    }
    free(db);
}

void db_cancel(struct db *db)
{
    session_pool_cancel(db->pool);
    version_check_cancel(db->check);
}

const char *db_schema_mismatch(struct db *db)
{
    const char *mismatch = session_pool_mismatch(db->pool);
    return mismatch ? mismatch : version_check_mismatch(db->check);
}

bool db_busy(struct db *db)
{
    return session_pool_busy(db->pool);
}

struct session_pool *db_pool(struct db *db)
{
    return db->pool;
}

bool db_version(struct request *req, struct data_version *version)
{
    return version_check_ask(req->app->db->check, req, version) ||
           problem_raise(req, PROBLEM_UNAVAILABLE, "The database is not available.");
}

static bool run(struct request *req, const struct query *query, bool audited, struct table **rows)
{
    int64_t started = clock_ns();
    PGresult *result = NULL;
    bool tried = false, held = req->session != NULL;
    for (int i = 0; i < TRANSACTION_ATTEMPTS; i++) {
        PQclear(result);
        result = NULL;
        if (req->taker)
            req->taker->failed = !req->taker->take(req->taker->context, NULL);
        tried = transaction_try(req, query, audited, &result);
        if (!tried || held || result_good(result) || !result_worth_retrying(result, query->writes))
            break;
    }
    bool failed = req->taker && req->taker->failed;
    bool good = tried && !failed && result_take(req, query, result, rows);
    if (failed)
        PQclear(result);
    req->database_ns += clock_ns() - started;
    return good;
}

bool db_query(struct request *req, const struct query *query, struct table **rows)
{
    return run(req, query, audit_wanted(req), rows);
}

bool db_each(struct request *req, const struct query *query, struct taker *taker)
{
    struct table *none;
    req->taker = taker;
    bool good = run(req, query, audit_wanted(req), &none);
    req->taker = NULL;
    if (taker->failed)
        return problem_raise(req, PROBLEM_INTERNAL, "%s", problem_advice(PROBLEM_INTERNAL));
    return good;
}

bool db_lookup(struct request *req, const struct query *query, struct table **rows)
{
    return run(req, query, false, rows);
}

bool db_row(struct request *req, const struct query *query, struct table **rows)
{
    if (!db_query(req, query, rows))
        return false;
    if ((*rows)->row_count == 0)
        return problem_raise(req, PROBLEM_NOT_FOUND, "%s", problem_advice(PROBLEM_NOT_FOUND));
    return true;
}
