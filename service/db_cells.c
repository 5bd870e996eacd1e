#include "db_cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "arena.h"
#include "buffer.h"
#include "catalog.h"
#include "cell_map.h"
#include "db_cells_put.h"
#include "db_result.h"
#include "memory.h"
#include "queries.h"
#include "row.h"

#define FAULTS_SHOWN 20
#define TAKE "select " CHANGE_COLUMNS " from fold_take($1)"

struct cell_store {
    PGconn *connection;
    struct catalog *catalog;
    bool quiet;
    long *faults; /* of the proof, which counts what cannot be read; else that is a failure */
};

typedef bool taking(struct cell_map *map, const struct row *row);

static bool complain(const struct cell_store *store)
{
    if (!store->quiet)
        fprintf(stderr, "continuum: the cells: %s", PQerrorMessage(store->connection));
    return false;
}

struct cell_store *cell_store_open(const char *database, bool quiet)
{
    const char *names[] = {"dbname", "client_encoding", "application_name", "options", NULL};
    const char *values[] = {database, "UTF8", "continuum cells",
                            "-c search_path=continuum,pg_temp -c continuum.actor=cells -c jit=off",
                            NULL};
    struct cell_store *store = memory_new(sizeof *store);
    store->quiet = quiet;
    store->catalog = catalog_new();
    store->connection = PQconnectdbParams(names, values, 1);
    PQsetNoticeReceiver(store->connection, result_ignore, NULL);
    if (PQstatus(store->connection) == CONNECTION_OK)
        return store;
    complain(store);
    cell_store_close(store);
    return NULL;
}

void cell_store_close(struct cell_store *store)
{
    if (!store)
        return;
    PQfinish(store->connection);
    catalog_free(store->catalog);
    free(store);
}

static bool execute(struct cell_store *store, const char *sql)
{
    PGresult *result = PQexec(store->connection, sql);
    bool good = result_good(result);
    PQclear(result);
    return good || complain(store);
}

/* Versions are only ever added: read again where there are more. */
static bool read_catalog(struct cell_store *store)
{
    PGresult *result = PQexec(store->connection, query_catalog_read.sql);
    for (int row = 0; row < PQntuples(result); row++)
        catalog_add(store->catalog, strtoll(PQgetvalue(result, row, 0), NULL, 10),
                    PQgetvalue(result, row, 1));
    bool good = result_good(result);
    PQclear(result);
    return good || complain(store);
}

/* What by the proof's account is wrong; the first are told. */
static bool told(struct cell_store *store)
{
    return ++*store->faults <= FAULTS_SHOWN;
}

/* A version that there is not, or bytes that are no vector. */
static bool is_unreadable(struct cell_store *store, taking *take, const struct row *row)
{
    bool change = take == cell_map_change, pair = take == cell_map_transition;
    size_t wave = change ? 3 : pair, version = change ? 4 : pair ? 3 : 1;
    if (store->faults && told(store))
        fprintf(stderr, "continuum: a %s of wave %lld, version %lld, stratum %lld cannot be read\n",
                change ? "change or sheet"
                : pair ? "transition"
                       : "cell",
                (long long)row_integer(row, wave), (long long)row_integer(row, version),
                (long long)row_integer(row, version + 1));
    return store->faults != NULL;
}

/* Rows one by one into the map; how many, or -1. */
static long read_rows(struct cell_store *store, struct cell_map *map, taking *take, const char *sql,
                      int count, const char *const *values)
{
    long rows = 0;
    bool good = PQsendQueryParams(store->connection, sql, count, NULL, values, NULL, NULL, 1) &&
                PQsetSingleRowMode(store->connection);
    for (PGresult *result; (result = PQgetResult(store->connection)); PQclear(result)) {
        struct row row;
        bool one = PQresultStatus(result) == PGRES_SINGLE_TUPLE;
        if (one)
            result_row(result, 0, &row);
        good = good && (one ? take(map, &row) || is_unreadable(store, take, &row)
                            : PQresultStatus(result) == PGRES_TUPLES_OK);
        rows += one;
    }
    if (!good)
        complain(store);
    return good ? rows : -1;
}

/* Adds to the map what the cells of its keys hold. */
static bool read_cells(struct cell_store *store, struct cell_map *map)
{
    struct arena *arena = arena_new((size_t)1 << 30);
    struct put *put = put_new(arena, map, false);
    bool good = read_rows(store, map, cell_map_cell, "select * from fold_cells($1, $2, $3)", 3,
                          (const char *[]){put->waves, put->versions, put->strata}) >= 0;
    put = put_new(arena, map, true);
    good = good && read_rows(store, map, cell_map_transition,
                             "select * from fold_transitions($1, $2, $3, $4, $5)", 5,
                             (const char *[]){put->from_waves, put->waves, put->from_versions,
                                              put->versions, put->strata}) >= 0;
    arena_free(arena);
    return good;
}

static bool run(struct cell_store *store, const char *sql, int count, const char *const *values)
{
    PGresult *result = PQexecParams(store->connection, sql, count, NULL, values, NULL, NULL, 0);
    bool good = result_good(result);
    PQclear(result);
    return good || complain(store);
}

static bool write_cells(struct cell_store *store, struct cell_map *map)
{
    struct arena *arena = arena_new((size_t)4 << 30);
    struct put *put = put_new(arena, map, false);
    bool good =
        run(store, "select fold_put($1, $2, $3, $4, $5)", 5,
            (const char *[]){put->programs, put->waves, put->versions, put->strata, put->vectors});
    put = put_new(arena, map, true);
    good =
        good && run(store, "select fold_put_transitions($1, $2, $3, $4, $5, $6, $7)", 7,
                    (const char *[]){put->programs, put->from_waves, put->waves, put->from_versions,
                                     put->versions, put->strata, put->vectors});
    arena_free(arena);
    return good;
}

/* How many were taken; -1 also where a version is not known yet. */
static long fold(struct cell_store *store, int most)
{
    char limit[16];
    snprintf(limit, sizeof limit, "%d", most);
    struct cell_map *map = cell_map_new(store->catalog);
    long taken = -1;
    bool good =
        execute(store, "begin") &&
        (taken = read_rows(store, map, cell_map_change, TAKE, 1, (const char *[]){limit})) >= 0 &&
        (taken == 0 || (read_cells(store, map) && write_cells(store, map))) &&
        execute(store, "commit");
    if (!good && PQstatus(store->connection) == CONNECTION_OK)
        execute(store, "rollback");
    cell_map_free(map);
    return good ? taken : -1;
}

long cell_store_fold(struct cell_store *store, int most)
{
    long taken = fold(store, most);
    return taken < 0 && read_catalog(store) ? fold(store, most) : taken;
}

static const char all_sheets[] =
    "select 1, 1, program_id, wave_id, version_id, stratum_id, received, in_work, answers, "
    "denominators, reasons::bigint[], null::int, null::int, null::bigint[] from sheet";
static const char all_pairs[] =
    "select 2, 1, program_id, wave_id, version_id, stratum_id, null::boolean, null::boolean, answers, "
    "null::bigint[], null::bigint[], from_wave_id, from_version_id, from_answers "
    "from wave_pair_sheets(array(select row(p.*)::wave_pair from wave_pair_due(null) p))";

static bool read_sheets(struct cell_store *store, struct cell_map *map)
{
    return read_rows(store, map, cell_map_change, all_sheets, 0, NULL) >= 0 &&
           read_rows(store, map, cell_map_change, all_pairs, 0, NULL) >= 0;
}

static bool read_kept(struct cell_store *store, struct cell_map *map)
{
    return read_rows(store, map, cell_map_cell,
                     "select wave_id, version_id, stratum_id, vector from cell", 0, NULL) >= 0 &&
           read_rows(
               store, map, cell_map_transition,
               "select from_wave_id, wave_id, from_version_id, version_id, stratum_id, vector "
               "from transition",
               0, NULL) >= 0 &&
           read_rows(store, map, cell_map_change, "select " CHANGE_COLUMNS " from change", 0,
                     NULL) >= 0;
}

/* What is not what rows come to, or of another program than its wave. */
static bool compare_sheets(struct cell_store *store)
{
    PGresult *result = PQexec(store->connection, "select * from kept_faults()");
    bool good = result_good(result);
    for (int row = 0; row < PQntuples(result); row++)
        if (told(store))
            fprintf(stderr, "continuum: %s\n", PQgetvalue(result, row, 0));
    PQclear(result);
    return good || complain(store);
}

/* Whether an entry holds what another does; without another, nothing. */
static void compare_entry(struct cell_store *store, const struct cell_entry *due,
                          const struct cell_entry *kept)
{
    const struct cell_entry *entry = due ? due : kept;
    for (size_t i = 0; i < entry->count; i++) {
        long long should = due ? due->slots[i] : 0, is = kept ? kept->slots[i] : 0;
        if (should == is)
            continue;
        if (told(store))
            fprintf(stderr,
                    "continuum: the cell from wave %d, wave %d, version %d, stratum %d has %lld in "
                    "slot %zu, and should have %lld\n",
                    entry->key.from_wave, entry->key.wave, entry->key.version, entry->key.stratum,
                    is, i, should);
        return;
    }
}

static void compare_maps(struct cell_store *store, const struct cell_map *due,
                         const struct cell_map *kept)
{
    struct cell_entry **sorted = cell_map_sorted(due);
    for (size_t i = 0; i < due->count; i++)
        compare_entry(store, sorted[i], cell_map_find(kept, &sorted[i]->key));
    free(sorted);
    sorted = cell_map_sorted(kept);
    for (size_t i = 0; i < kept->count; i++)
        if (!cell_map_find(due, &sorted[i]->key))
            compare_entry(store, NULL, sorted[i]);
    free(sorted);
}

bool cell_store_verify(struct cell_store *store, long *faults)
{
    struct cell_map *kept = cell_map_new(store->catalog), *due = cell_map_new(store->catalog);
    *faults = 0;
    store->faults = faults;
    bool good = execute(store, "begin isolation level repeatable read, read only") &&
                read_catalog(store) && compare_sheets(store) && read_sheets(store, due) &&
                read_kept(store, kept);
    if (good)
        compare_maps(store, due, kept);
    printf("%zu cells compared\n", due->count);
    cell_map_free(kept);
    cell_map_free(due);
    store->faults = NULL;
    return execute(store, "rollback") && good;
}

bool cell_store_rebuild(struct cell_store *store)
{
    struct cell_map *map = cell_map_new(store->catalog);
    bool good = execute(store, "begin") && execute(store, "select sheets_rebuild()") &&
                read_catalog(store) && read_sheets(store, map) && write_cells(store, map) &&
                execute(store, "commit");
    printf("%zu cells made\n", map->count);
    cell_map_free(map);
    return good;
}
