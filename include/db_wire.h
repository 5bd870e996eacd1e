#ifndef CONTINUUM_DB_WIRE_H
#define CONTINUUM_DB_WIRE_H

#include <stdbool.h>

#include "db_session.h"

struct query;
struct request;
struct taker;

/*
 * What goes over a session: statements are sent into the pipeline one by one and
 * their results read at once, so that all of them cost one round trip. Each
 * is false where the connection is lost.
 */

/* Says who asks for the length of the transaction; row security reads it. */
bool wire_identity(struct session *session, struct request *req, bool writes)
    __attribute__((warn_unused_result));

/* With the request's values as parameters; rows come in binary where it has a taker. */
bool wire_query(struct session *session, struct request *req, const struct query *query)
    __attribute__((warn_unused_result));

bool wire_command(struct session *session, const char *sql) __attribute__((warn_unused_result));

/* Ends the pipeline and reads it: the last rows, or the first error; NULL
 * where the connection was lost. Rows in binary go to the taker, one by one. */
PGresult *wire_read(struct session *session, struct taker *taker);

#endif
