#ifndef CONTINUUM_DB_H
#define CONTINUUM_DB_H

#include <stdbool.h>
#include <stddef.h>

struct config;
struct data_version;
struct request;
struct row;
struct table;

/* One statement of sql/queries, as tools/generate.py builds it in. */
struct query {
    const char *name;
    unsigned index;
    bool writes;
    const char *const *parameters; /* names, found through request_value() */
    size_t parameter_count;
    const char *sql;
};

/* The sessions that all requests share: few, because a session works only
 * while a statement runs. Waiting requests are served first come, first. */
struct db;

/* Connects lazily: a database that is down now may come later. NULL where
 * the settings name no database. */
struct db *db_open(const struct config *config);
void db_close(struct db *db);

/*
 * Runs one statement under the caller's identity, in one round trip. Its
 * parameters are the request's values of those names, and body, the body as sent.
 * Where the request is audited (see audit.h), its transaction goes on until
 * db_finish(); otherwise the statement has one of its own. On success *rows
 * belongs to the arena.
 *
 * False where a problem was raised: of the connection, of the database (see
 * the table of SQLSTATEs in db_result.c), or one that the statement names itself in
 * its columns _problem, _detail and _errors. Serialization failures are tried
 * again here, a lost connection too if the statement only reads.
 */
bool db_query(struct request *req, const struct query *query, struct table **rows)
    __attribute__((warn_unused_result));

/*
 * The same for many rows: each is given to take() as it comes, in binary, and none
 * is kept. A NULL means that the statement begins again: what came before is to be
 * forgotten. Where take() answers false the statement is cancelled, and the problem is the
 * one it raised, if it did. wanted() is asked twice a second while nothing comes, and
 * answers false, with a problem, where nobody waits any more; NULL: somebody does.
 */
struct taker {
    bool (*take)(void *context, const struct row *row);
    void *context;
    bool (*wanted)(void *context);
    bool failed; /* it is given no more */
};
bool db_each(struct request *req, const struct query *query, struct taker *taker)
    __attribute__((warn_unused_result));

/* The same in a transaction of its own, always: before it is known who asks. */
bool db_lookup(struct request *req, const struct query *query, struct table **rows)
    __attribute__((warn_unused_result));

/* The same, and a problem where it gave no row. */
bool db_row(struct request *req, const struct query *query, struct table **rows)
    __attribute__((warn_unused_result));

/* Makes the statements that follow see one state of the database, until db_finish().
 * The first of them, in the same round trip, also gives what snapshot_state() in SQL does:
 * which state it is, which freshness_note() is told. In a transaction that has begun with
 * another statement, each sees the state of its own beginning. */
bool db_snapshot(struct request *req, const struct query *query, struct table **rows)
    __attribute__((warn_unused_result));

/* The data version (freshness.h) as of after this was called. It is asked for once for all
 * requests that wait for it, and no session is waited for. */
bool db_version(struct request *req, struct data_version *version)
    __attribute__((warn_unused_result));

/*
 * The end of the request's transaction, if it has one: the entry of the audit
 * and the commit. Where there is a problem, what it did is undone and the entry
 * says so; a refusal has an entry without a transaction before. False where
 * that could not be done: then the problem is that, whatever it was before.
 */
bool db_finish(struct request *req) __attribute__((warn_unused_result));

/* Ends every statement that runs now, as on the way out. */
void db_cancel(struct db *db);

/* Whether a request would have to wait for a session. */
bool db_busy(struct db *db);

/* Why the schema in the database is not the one this program was built for;
 * NULL where it is, or where the database does not answer. */
const char *db_schema_mismatch(struct db *db);

#endif
