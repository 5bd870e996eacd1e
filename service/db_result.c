#include "db_result.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db.h"
#include "log.h"
#include "request.h"
#include "row.h"
#include "table.h"

#define DAY_S 86400

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
    {"CT401", PROBLEM_UNAUTHENTICATED, "The key or token is not valid, or no longer."},
    {"CT429", PROBLEM_RATE, "The quota of the day is spent."},
    {"42501", PROBLEM_FORBIDDEN, "This reaches further than you may."},
    {"40", PROBLEM_UNAVAILABLE, "Others changed the same things; try again."},
    {"57014", PROBLEM_UNAVAILABLE, "The answer took too long."},
    {"57", PROBLEM_UNAVAILABLE, "The database is not available."},
    {"53", PROBLEM_UNAVAILABLE, "The database is out of resources."},
    {"08", PROBLEM_UNAVAILABLE, "The database is not available."},
    {"", PROBLEM_INTERNAL, "The request could not be completed."},
};

bool result_good(const PGresult *result)
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

/* Of the values that a list takes, only what is in a cursor was not looked at. */
static bool complain_of_cursor(struct request *req)
{
    fault_add(req, "parameter", "cursor", "invalid_format", "is not a cursor that was given");
    return faults_raise(req, PROBLEM_PARAMETER);
}

static bool result_complain(struct request *req, const struct query *query, const PGresult *result)
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
    if (!strncmp(state, "22", 2) && request_value(req, "after"))
        return complain_of_cursor(req);
    if (meanings[i].kind == PROBLEM_RATE)
        req->retry_after_s = DAY_S - time(NULL) % DAY_S;
    return problem_raise(req, meanings[i].kind, "%s", meanings[i].detail);
}

bool result_worth_retrying(const PGresult *result, bool writes)
{
    const char *state = sqlstate(result);
    bool lost = !strncmp(state, "08", 2) || !strncmp(state, "57P", 3);
    const char *rule = result ? PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) : NULL;
    bool looked =
        rule && (!strcmp(rule, "submission_pending") || !strcmp(rule, "submission_accepted"));
    bool raced = looked || !strncmp(state, "40", 2);
    return raced || (lost && !writes);
}

bool result_take(struct request *req, const struct query *query, PGresult *result,
                 struct table **rows)
{
    if (!result_good(result)) {
        result_complain(req, query, result);
        PQclear(result);
        return false;
    }
    arena_defer(req->arena, result_release, result);
    *rows = table_of(req->arena, result);
    return statement_agrees(req, *rows);
}

void result_row(const PGresult *result, int number, struct row *row)
{
    *row = (struct row){.count = (size_t)PQnfields(result)};
    for (int i = 0; i < (int)row->count && i < ROW_COLUMNS; i++)
        if (!PQgetisnull(result, number, i))
            row->fields[i] = (struct field){(const unsigned char *)PQgetvalue(result, number, i),
                                            (size_t)PQgetlength(result, number, i)};
}

void result_ignore(void *unused, const PGresult *notice)
{
    (void)unused;
    (void)notice;
}
