#include "db_import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "arena.h"
#include "db.h"
#include "db_import_desk.h"
#include "db_result.h"
#include "memory.h"
#include "queries.h"
#include "request.h"
#include "staging.h"

static PGconn *connect_one(const char *database)
{
    const char *names[] = {"dbname", "client_encoding", "application_name", "options", NULL};
    const char *values[] = {
        database, "UTF8", "continuum import",
        "-c search_path=continuum,pg_temp -c jit=off -c work_mem=32MB -c enable_nestloop=off",
        NULL};
    PGconn *connection = PQconnectdbParams(names, values, 1);
    PQsetNoticeReceiver(connection, result_ignore, NULL);
    return connection;
}

struct import_desk *import_desk_open(const char *database)
{
    struct import_desk *desk = memory_new(sizeof *desk);
    desk->arena = arena_new((size_t)16 << 20);
    desk->work = connect_one(database);
    desk->notes = connect_one(database);
    desk->cancel = PQgetCancel(desk->work);
    desk->copy = (struct copy){desk->work, buffer_new(desk->arena, 1 << 17)};
    if (import_desk_good(desk))
        return desk;
    import_desk_close(desk);
    return NULL;
}

void import_desk_close(struct import_desk *desk)
{
    if (!desk)
        return;
    PQclear(desk->part);
    PQfreeCancel(desk->cancel);
    PQfinish(desk->work);
    PQfinish(desk->notes);
    arena_free(desk->arena);
    free(desk);
}

bool import_desk_good(const struct import_desk *desk)
{
    return PQstatus(desk->work) == CONNECTION_OK && PQstatus(desk->notes) == CONNECTION_OK &&
           PQtransactionStatus(desk->work) == PQTRANS_IDLE;
}

void import_desk_cancel(struct import_desk *desk)
{
    char error[256];
    PQcancel(desk->cancel, error, sizeof error);
}

static bool run(struct import_desk *desk, const char *what, const char *sql, int count,
                const char *const *values)
{
    PGresult *result = desk_ask(desk->work, sql, count, values, false);
    bool good = desk_judge(desk, result, what);
    PQclear(result);
    return good;
}

static const char *text_of(struct arena *arena, const PGresult *result, const char *column)
{
    int number = PQfnumber(result, column);
    return PQgetisnull(result, 0, number) ? NULL
                                          : arena_strdup(arena, PQgetvalue(result, 0, number));
}

static int number_of(const PGresult *result, const char *column)
{
    return (int)strtol(PQgetvalue(result, 0, PQfnumber(result, column)), NULL, 10);
}

static bool is_true(const PGresult *result, const char *column)
{
    return *PQgetvalue(result, 0, PQfnumber(result, column)) == 't';
}

static void read_job(struct arena *arena, const PGresult *result, struct import_job *job)
{
    *job = (struct import_job){.id = number_of(result, "import_id"),
                               .program = number_of(result, "program_id"),
                               .import = text_of(arena, result, "import"),
                               .program_code = text_of(arena, result, "program_code"),
                               .instrument = text_of(arena, result, "instrument"),
                               .version = text_of(arena, result, "version"),
                               .wave = text_of(arena, result, "wave"),
                               .status = text_of(arena, result, "status"),
                               .media = text_of(arena, result, "media"),
                               .sha256 = text_of(arena, result, "hex"),
                               .mapping = text_of(arena, result, "mapping_document"),
                               .format = text_of(arena, result, "mapping_format"),
                               .gzip = is_true(result, "gzip"),
                               .partial = is_true(result, "partial"),
                               .dry_run = is_true(result, "dry_run")};
    job->bytes = strtoul(PQgetvalue(result, 0, PQfnumber(result, "bytes")), NULL, 10);
}

int import_desk_claim(struct import_desk *desk, struct arena *arena, const char *wanted,
                      struct import_job *job)
{
    if (!run(desk, "begin", "begin", 0, NULL))
        return -1;
    PGresult *result =
        desk_ask(desk->work, query_import_claim.sql, 1, (const char *[]){wanted}, false);
    int found = desk_judge(desk, result, "claim") ? PQntuples(result) : -1;
    if (found == 1)
        read_job(arena, result, job);
    PQclear(result);
    if (found != 1)
        import_desk_abandon(desk);
    return found;
}

bool import_desk_impersonate(struct import_desk *desk, const struct import_job *job)
{
    char id[16], program[16];
    snprintf(id, sizeof id, "%d", job->id);
    snprintf(program, sizeof program, "%d", job->program);
    return run(desk, "savepoint", "savepoint nothing_stored", 0, NULL) &&
           run(desk, "identity", query_import_identity.sql, 1, (const char *[]){id}) &&
           run(desk, "turn", query_import_turn.sql, 1, (const char *[]){program});
}

bool import_desk_instrument(struct import_desk *desk, struct arena *arena, const char *stem,
                            struct import_job *job)
{
    PGresult *result = desk_ask(desk->work, query_import_instrument.sql, 2,
                                (const char *[]){stem, job->version}, false);
    bool good = desk_judge(desk, result, "instrument") && PQntuples(result) == 1;
    if (good) {
        job->instrument = text_of(arena, result, "instrument");
        job->version = text_of(arena, result, "version");
    }
    PQclear(result);
    return good;
}

bool import_desk_stage(struct import_desk *desk)
{
    return run(desk, "stage", query_import_stage.sql, 0, NULL) && copy_begin(&desk->copy);
}

bool import_desk_put(void *desk, const struct staged *staged)
{
    return copy_put(&((struct import_desk *)desk)->copy, staged);
}

static void add_up(struct arena *arena, const PGresult *result, struct import_outcome *outcome)
{
    outcome->rows += number_of(result, "rows");
    outcome->created += number_of(result, "created");
    outcome->unchanged += number_of(result, "unchanged");
    outcome->superseding += number_of(result, "superseding");
    outcome->rejected += number_of(result, "rejected");
    outcome->fault_count += number_of(result, "fault_count");
    outcome->whole = outcome->whole || is_true(result, "whole");
    outcome->faults = json_loads(text_of(arena, result, "faults"), 0, NULL);
}

bool import_desk_store(struct import_desk *desk, struct arena *arena, const struct import_job *job,
                       struct import_outcome *outcome)
{
    const char *values[] = {job->program_code,
                            job->instrument,
                            job->version,
                            job->wave,
                            job->status,
                            job->sha256,
                            job->partial ? "t" : "f",
                            job->dry_run ? "t" : "f"};
    PGresult *result = copy_end(&desk->copy);
    bool good = desk_judge(desk, result, "staging");
    PQclear(result);
    if (!good || !run(desk, "analyze", query_import_staged.sql, 0, NULL))
        return false;
    result = desk_ask(desk->work, query_import_store.sql, 8, values, false);
    good = desk_judge(desk, result, "store");
    if (good)
        add_up(arena, result, outcome);
    PQclear(result);
    return good;
}

static const char *number_text(struct arena *arena, size_t number)
{
    return arena_printf(arena, "%zu", number);
}

bool import_desk_settle(struct import_desk *desk, const struct import_job *job, const char *state,
                        const struct import_outcome *outcome, const char *failure, bool undo)
{
    arena_reset(desk->arena);
    desk->copy.pending = buffer_new(desk->arena, 1 << 17);
    char *faults = outcome->faults ? json_dumps(outcome->faults, JSON_COMPACT) : NULL;
    const char *values[] = {number_text(desk->arena, (size_t)job->id),
                            state,
                            number_text(desk->arena, (size_t)outcome->rows),
                            arena_printf(desk->arena, "{%d,%d,%d,%d}", outcome->created,
                                         outcome->unchanged, outcome->superseding,
                                         outcome->rejected),
                            number_text(desk->arena, (size_t)outcome->fault_count),
                            faults ? faults : "[]",
                            failure};
    if (undo)
        copy_stop(&desk->copy);
    bool good = (!undo || run(desk, "undo", "rollback to savepoint nothing_stored", 0, NULL)) &&
                run(desk, "settle", query_import_settle.sql, 7, values) &&
                run(desk, "commit", "commit", 0, NULL);
    free(faults);
    return good;
}

void import_desk_abandon(struct import_desk *desk)
{
    copy_stop(&desk->copy);
    PQclear(PQexec(desk->work, "rollback"));
}
