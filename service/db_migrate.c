#include <stdio.h>
#include <string.h>

#include <libpq-fe.h>

#include "config.h"
#include "db_result.h"
#include "migrate.h"

/* Any number will do, as long as it stays the same. */
#define LOCK "select pg_advisory_lock(7262634201)"

static const char first_sql[] = "create schema if not exists continuum;"
                                "set search_path to continuum;"
                                "create table if not exists continuum.schema_migration ("
                                " number int primary key,"
                                " name text not null,"
                                " checksum text not null,"
                                " applied_at timestamptz not null default now())";

static bool failed(PGconn *connection, const char *what)
{
    fprintf(stderr, "continuum: %s: %s", what, PQerrorMessage(connection));
    return false;
}

static bool execute(PGconn *connection, const char *what, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || failed(connection, what);
}

static bool record(PGconn *connection, const struct migration *migration)
{
    char number[16];
    snprintf(number, sizeof number, "%d", migration->number);
    const char *values[] = {number, migration->name, migration->checksum};
    PGresult *result = PQexecParams(
        connection, "insert into schema_migration (number, name, checksum) values ($1, $2, $3)", 3,
        NULL, values, NULL, NULL, 0);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return good || failed(connection, migration->name);
}

static bool apply(PGconn *connection, const struct migration *migration)
{
    printf("migrating: %s\n", migration->name);
    return execute(connection, migration->name, "begin") &&
           execute(connection, migration->name, migration->sql) && record(connection, migration) &&
           execute(connection, migration->name, "commit");
}

/* What was applied before must be what this program holds. */
static bool agrees(const PGresult *applied, int row)
{
    const struct migration *migration = &migrations[row];
    if ((size_t)row >= migration_count)
        fprintf(stderr, "continuum: the database is newer than this program: it has %s\n",
                PQgetvalue(applied, row, 1));
    else if (strcmp(PQgetvalue(applied, row, 2), migration->checksum) != 0)
        fprintf(stderr, "continuum: migration %s was edited after it was applied\n",
                migration->name);
    else
        return true;
    return false;
}

static bool apply_all(PGconn *connection)
{
    PGresult *applied =
        PQexec(connection, "select number, name, checksum from schema_migration order by number");
    int done = PQntuples(applied);
    bool good = PQresultStatus(applied) == PGRES_TUPLES_OK;
    for (int row = 0; good && row < done; row++)
        good = agrees(applied, row);
    for (size_t i = (size_t)done; good && i < migration_count; i++)
        good = apply(connection, &migrations[i]);
    PQclear(applied);
    return good;
}

/* Creates the temporary table of a file, all columns text, from its header. */
static bool create_staging(PGconn *connection, const struct reference_file *file)
{
    char sql[2000];
    int used = snprintf(sql, sizeof sql, "create temporary table reference_%s (", file->name);
    for (const char *c = file->csv; *c && *c != '\n' && used < (int)sizeof sql - 8; c++) {
        if (*c == ',')
            used += snprintf(sql + used, sizeof sql - (size_t)used, " text,");
        else
            sql[used++] = *c;
    }
    snprintf(sql + used, sizeof sql - (size_t)used, " text)");
    return execute(connection, file->name, sql);
}

static bool copy_file(PGconn *connection, const struct reference_file *file)
{
    char sql[200];
    snprintf(sql, sizeof sql, "copy reference_%s from stdin (format csv, header match)",
             file->name);
    PGresult *result = PQexec(connection, sql);
    bool good = PQresultStatus(result) == PGRES_COPY_IN;
    PQclear(result);
    if (!good || PQputCopyData(connection, file->csv, (int)strlen(file->csv)) < 0 ||
        PQputCopyEnd(connection, NULL) < 0)
        return failed(connection, file->name);
    while ((result = PQgetResult(connection))) {
        good = good && PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    return good || failed(connection, file->name);
}

static bool load_reference(PGconn *connection)
{
    bool good = execute(connection, "reference data", "begin");
    for (size_t i = 0; good && i < reference_file_count; i++)
        good = create_staging(connection, &reference_files[i]) &&
               copy_file(connection, &reference_files[i]);
    return good && execute(connection, "reference data", reference_load) &&
           execute(connection, "reference data", "commit");
}

/* libpq's complaint about a malformed one would repeat a part of it. */
static bool is_connection_string(const char *database)
{
    PQconninfoOption *options = PQconninfoParse(database, NULL);
    PQconninfoFree(options);
    if (!options)
        fputs("continuum: CONTINUUM_OWNER_DATABASE is not a connection string\n", stderr);
    return options != NULL;
}

bool migrate(const struct config *config)
{
    const char *database = *config->owner_database ? config->owner_database : config->database;
    if (!is_connection_string(database))
        return false;
    PGconn *connection = PQconnectdb(database);
    PQsetNoticeReceiver(connection, result_ignore, NULL);
    bool good = PQstatus(connection) == CONNECTION_OK || failed(connection, "cannot connect");
    good = good && execute(connection, "lock", LOCK) && execute(connection, "schema", first_sql) &&
           apply_all(connection) && load_reference(connection);
    if (good)
        printf("the database is at %s\n", migrations[migration_count - 1].name);
    PQfinish(connection);
    return good;
}
