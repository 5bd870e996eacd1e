#ifndef CONTINUUM_DB_SESSION_H
#define CONTINUUM_DB_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

struct config;
struct db;

/* One connection to the database, in pipeline mode. */
struct session {
    PGconn *connection; /* NULL while there is none */
    PGcancel *cancel;   /* of the last connection */
    bool *prepared;     /* by index of the query; the last is the identity's */
    struct session *next;
};

/*
 * The pool: a lease waits its turn (first come, first served) for at most
 * wait_ms and gives a session that is connected to a database of the right
 * schema, or NULL. After a failed attempt further ones fail at once until
 * a growing pause is over.
 */
struct session_pool;

struct session_pool *session_pool_new(const struct config *config, size_t count);
void session_pool_free(struct session_pool *pool);

/* The one that db_open() made. */
struct session_pool *db_pool(struct db *db);

struct session *session_lease(struct session_pool *pool);
void session_return(struct session_pool *pool, struct session *session);

/* Cancels whatever runs now. */
void session_pool_cancel(struct session_pool *pool);

/* Whether every session is at work. */
bool session_pool_busy(struct session_pool *pool);

/* See db_schema_mismatch(). */
const char *session_pool_mismatch(struct session_pool *pool);

#endif
