#include "db_audit.h"

#include <stdio.h>

#include <libpq-fe.h>

#include "audit_proof.h"
#include "db_result.h"

#define ENTRIES_AT_ONCE "200"

static const char begin_sql[] = "begin isolation level repeatable read, read only";

/* Who may read the audit, for the length of the transaction. */
static const char identity_sql[] =
    "select set_config('search_path', 'continuum, pg_temp', true), "
    "set_config('continuum.actor', 'operator', true), "
    "set_config('continuum.scopes', 'audit:read', true), "
    "set_config('continuum.programs', '*', true), set_config('continuum.regions', '*', true), "
    "set_config('continuum.practices', '*', true), set_config('statement_timeout', '0', true)";

static const char chains_sql[] = "select chain, entries, encode(head, 'hex'), retired, "
                                 "encode(retired_head, 'hex') from audit_chain order by chain";

/* A year before Christ would read like one after. */
static const char entries_sql[] =
    "declare entries no scroll cursor for select chain, entry, "
    "to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    " || case when occurred_at < '0001-01-01Z' then ' BC' else '' end, "
    "request, actor, role, recipient, purpose, peer, operation, object, outcome, problem, rows, "
    "practices, encode(hash, 'hex') from audit_entry order by chain, entry";

static bool failed(PGconn *connection)
{
    fprintf(stderr, "continuum: the audit: %s", PQerrorMessage(connection));
    return false;
}

/* NULL with the reason said; libpq's, where the text is no connection string,
 * would repeat a part of it. */
static PGconn *connect_to(const char *database)
{
    PQconninfoOption *parsed = PQconninfoParse(database, NULL);
    if (!parsed) {
        fputs("continuum: the setting of the database is not a connection string\n", stderr);
        return NULL;
    }
    PQconninfoFree(parsed);
    const char *names[] = {"dbname", "client_encoding", "application_name", NULL};
    const char *values[] = {database, "UTF8", "continuum audit", NULL};
    PGconn *connection = PQconnectdbParams(names, values, 1);
    PQsetNoticeReceiver(connection, result_ignore, NULL);
    if (PQstatus(connection) == CONNECTION_OK)
        return connection;
    failed(connection);
    PQfinish(connection);
    return NULL;
}

/* NULL with the reason said. */
static PGresult *ask(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return result;
    PQclear(result);
    failed(connection);
    return NULL;
}

static bool execute(PGconn *connection, const char *sql)
{
    PGresult *result = ask(connection, sql);
    PQclear(result);
    return result != NULL;
}

static const char *cell(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

static bool read_chains(PGconn *connection, struct proof *proof)
{
    PGresult *result = ask(connection, chains_sql);
    for (int row = 0; row < PQntuples(result); row++) {
        const char *values[5];
        for (int i = 0; i < 5; i++)
            values[i] = cell(result, row, i);
        proof_chain(proof, values);
    }
    PQclear(result);
    return result != NULL;
}

static void take_entries(const PGresult *result, struct proof *proof)
{
    for (int row = 0; row < PQntuples(result); row++) {
        const char *fields[AUDIT_FIELDS];
        for (int i = 0; i < AUDIT_FIELDS; i++)
            fields[i] = cell(result, row, i);
        proof_entry(proof, fields, cell(result, row, AUDIT_FIELDS));
    }
}

static bool read_entries(PGconn *connection, struct proof *proof)
{
    if (!execute(connection, entries_sql))
        return false;
    for (bool more = true; more;) {
        PGresult *result = ask(connection, "fetch " ENTRIES_AT_ONCE " from entries");
        if (!result)
            return false;
        take_entries(result, proof);
        more = PQntuples(result) > 0;
        PQclear(result);
    }
    return true;
}

bool db_audit_read(const char *database, struct proof *proof)
{
    PGconn *connection = connect_to(database);
    bool good = connection && execute(connection, begin_sql) && execute(connection, identity_sql) &&
                read_chains(connection, proof) && read_entries(connection, proof) &&
                execute(connection, "commit");
    PQfinish(connection);
    return good;
}

static void print_retired(const PGresult *result)
{
    int last = PQntuples(result) - 1;
    if (last < 0)
        puts("nothing is that old");
    for (int row = 0; row < last; row++)
        printf("retired %s, %s entries\n", PQgetvalue(result, row, 0), PQgetvalue(result, row, 1));
    if (last >= 0)
        printf("head %s\n", PQgetvalue(result, last, 0));
}

bool db_audit_retire(const char *database, const char *before)
{
    PGconn *connection = connect_to(database);
    if (!connection)
        return false;
    PGresult *result =
        PQexecParams(connection, "select anchor, entries from continuum.audit_retire($1::date)", 1,
                     NULL, &before, NULL, NULL, 0);
    bool good = PQresultStatus(result) == PGRES_TUPLES_OK || failed(connection);
    if (good)
        print_retired(result);
    PQclear(result);
    PQfinish(connection);
    return good;
}
