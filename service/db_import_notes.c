#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "db_import_desk.h"
#include "db_result.h"
#include "log.h"
#include "queries.h"

PGresult *desk_ask(PGconn *connection, const char *sql, int count, const char *const *values,
                   bool binary)
{
    return PQexecParams(connection, sql, count, NULL, values, NULL, NULL, binary);
}

/* A rule speaks by the name of its constraint; what else the database says stays here. */
static void note_reason(struct import_desk *desk, const char *state, const char *rule)
{
    bool revoked = !strcmp(state, "CT401");
    bool again = !strncmp(state, "40", 2) || !strncmp(state, "08", 2) || !strncmp(state, "57", 2) ||
                 !strncmp(state, "53", 2) ||
                 (!strncmp(state, "23505", 5) && rule && !strncmp(rule, "submission_", 11));
    bool refused = !strcmp(state, "23514") || !strcmp(state, "P0001") || !strcmp(state, "42501");
    desk->failure = revoked   ? IMPORT_REVOKED
                    : again   ? IMPORT_AGAIN
                    : refused ? IMPORT_REFUSED
                              : IMPORT_BROKEN;
    snprintf(desk->reason, sizeof desk->reason, "%s", rule ? rule : "it is not allowed");
    for (char *c = desk->reason; *c; c++)
        if (*c == '_')
            *c = ' ';
}

bool desk_judge(struct import_desk *desk, const PGresult *result, const char *what)
{
    desk->failure = IMPORT_FINE;
    if (result_good(result))
        return true;
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    note_reason(desk, state ? state : "08006",
                result ? PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) : NULL);
    log_event(desk->failure == IMPORT_BROKEN ? "error" : "warning", "import", "step", what,
              "sqlstate", state ? state : "08006", "message",
              result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL, NULL);
    return false;
}

enum import_failure import_desk_failure(const struct import_desk *desk)
{
    return desk->failure;
}

const char *import_desk_reason(const struct import_desk *desk)
{
    return desk->reason;
}

int import_desk_begun(struct import_desk *desk, const struct import_job *job, int step)
{
    char id[16], by[16];
    snprintf(id, sizeof id, "%d", job->id);
    snprintf(by, sizeof by, "%d", step);
    PGresult *result =
        desk_ask(desk->notes, query_import_begun.sql, 2, (const char *[]){id, by}, false);
    int attempts = desk_judge(desk, result, "begin") && PQntuples(result) == 1
                       ? (int)strtol(PQgetvalue(result, 0, 0), NULL, 10)
                       : -1;
    PQclear(result);
    return attempts;
}

bool import_desk_progress(struct import_desk *desk, const struct import_job *job, size_t done,
                          size_t expected, bool *cancelled)
{
    char id[16], so_far[24], whole[24];
    snprintf(id, sizeof id, "%d", job->id);
    snprintf(so_far, sizeof so_far, "%zu", done);
    snprintf(whole, sizeof whole, "%zu", expected);
    PGresult *result = desk_ask(desk->notes, query_import_progress.sql, 3,
                                (const char *[]){id, so_far, whole}, false);
    bool good = desk_judge(desk, result, "progress") && PQntuples(result) == 1;
    *cancelled = good && *PQgetvalue(result, 0, 0) == 't';
    PQclear(result);
    return good;
}

long import_desk_part(struct import_desk *desk, const struct import_job *job, int part,
                      const char **bytes)
{
    char id[16], number[16];
    snprintf(id, sizeof id, "%d", job->id);
    snprintf(number, sizeof number, "%d", part);
    PQclear(desk->part);
    desk->part =
        desk_ask(desk->notes, query_import_part_read.sql, 2, (const char *[]){id, number}, true);
    if (!desk_judge(desk, desk->part, "read") || PQntuples(desk->part) != 1)
        return -1;
    *bytes = PQgetvalue(desk->part, 0, 0);
    return PQgetisnull(desk->part, 0, 0) ? 0 : PQgetlength(desk->part, 0, 0);
}
