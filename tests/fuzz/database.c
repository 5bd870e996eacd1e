/* The functions of db.h without a database: every parameter is checked, the one
 * key is known, lists have up to three rows, the rest is not available. */
#include "db.h"

#include <stdlib.h>
#include <string.h>

#include "application.h"
#include "db_session.h"
#include "freshness.h"
#include "fuzz.h"
#include "key.h"
#include "table.h"
#include "text.h"

#define PARAMETER_MAX ((size_t)64 << 20) /* more than any statement should be given */

static void check_value(const char *name, const char *text)
{
    static const char *const json[] = {"rows", "columns", "filter"};
    CHECK(strlen(text) <= PARAMETER_MAX);
    CHECK(text_is_utf8(text, strlen(text)));
    for (size_t i = 0; i < sizeof json / sizeof *json; i++) {
        json_t *value =
            strcmp(name, json[i]) ? json_null() : json_loads(text, JSON_REJECT_DUPLICATES, NULL);
        CHECK(value);
        json_decref(value);
    }
}

static struct table *key_rows(struct request *req)
{
    static const struct column columns[] = {{"name", COLUMN_TEXT},    {"hash", COLUMN_TEXT},
                                            {"scopes", COLUMN_TEXT},  {"programs", COLUMN_TEXT},
                                            {"regions", COLUMN_TEXT}, {"practices", COLUMN_TEXT}};
    struct table *rows = table_new(req->arena, columns, 6);
    if (strcmp(req->caller.key, FUZZ_IDENTIFIER) != 0)
        return rows;
    char *hash = arena_alloc(req->arena, KEY_HASH_HEX);
    key_hash(FUZZ_SECRET, req->app->config.key_secret, hash);
    size_t row = table_add_row(req->arena, rows);
    table_set(rows, row, "name", "fuzz/" FUZZ_IDENTIFIER);
    table_set(rows, row, "hash", hash);
    table_set(rows, row, "scopes", fuzz_scopes);
    table_set(rows, row, "programs", "*");
    table_set(rows, row, "regions", "*");
    table_set(rows, row, "practices", "*");
    return rows;
}

/* One row more than were asked for, as far as it goes. */
static struct table *list_rows(struct request *req)
{
    static const struct column columns[] = {
        {"code", COLUMN_TEXT}, {"count", COLUMN_NUMBER}, {"_cursor", COLUMN_TEXT}};
    struct table *rows = table_new(req->arena, columns, 3);
    for (long long i = 0; i <= strtoll(request_value(req, "limit"), NULL, 10) && i < 3; i++) {
        size_t row = table_add_row(req->arena, rows);
        table_set(rows, row, "code", "=é\"\n");
        table_set(rows, row, "count", "-1.50");
        table_set(rows, row, "_cursor", "key é");
    }
    return rows;
}

bool db_query(struct request *req, const struct query *query, struct table **rows)
{
    for (size_t i = 0; i < query->parameter_count; i++) {
        const char *text = request_value(req, query->parameters[i]);
        if (text)
            check_value(query->parameters[i], text);
    }
    if (!strcmp(query->name, "key_identify"))
        *rows = key_rows(req);
    else if (request_value(req, "limit"))
        *rows = list_rows(req);
    else
        return problem_raise(req, PROBLEM_UNAVAILABLE, "There is no database here.");
    return true;
}

bool db_row(struct request *req, const struct query *query, struct table **rows)
{
    return db_query(req, query, rows);
}

bool db_snapshot(struct request *req, const struct query *query, struct table **rows)
{
    return db_query(req, query, rows);
}

bool db_version(struct request *req, struct data_version *version)
{
    (void)req;
    *version = (struct data_version){.text = "f.1", .day = "2026-01-31"};
    return true;
}

/* No rows at all. */
bool db_each(struct request *req, const struct query *query, struct taker *taker)
{
    struct table *rows;
    return taker->take(taker->context, NULL) && db_query(req, query, &rows);
}

bool db_lookup(struct request *req, const struct query *query, struct table **rows)
{
    return db_query(req, query, rows);
}

bool db_finish(struct request *req)
{
    (void)req;
    return true;
}

struct session_pool *db_pool(struct db *db)
{
    (void)db;
    return NULL;
}

struct db *db_open(const struct config *config)
{
    (void)config;
    return NULL;
}

void db_close(struct db *db)
{
    (void)db;
}

void db_cancel(struct db *db)
{
    (void)db;
}

bool db_busy(struct db *db)
{
    (void)db;
    return false;
}

const char *db_schema_mismatch(struct db *db)
{
    (void)db;
    return NULL;
}
