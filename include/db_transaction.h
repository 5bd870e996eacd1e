#ifndef CONTINUUM_DB_TRANSACTION_H
#define CONTINUUM_DB_TRANSACTION_H

#include <stdbool.h>

#include <libpq-fe.h>

struct query;
struct request;

/* How often what others were in the way of is tried. */
#define TRANSACTION_ATTEMPTS 10

/*
 * One attempt at a statement. A request that is audited keeps its transaction
 * and session to its end (db_finish); any other has one of its own for each
 * statement. False where no session was to be had, which is the problem then;
 * *result is NULL where the connection was lost.
 */
bool transaction_try(struct request *req, const struct query *query, bool audited,
                     PGresult **result) __attribute__((warn_unused_result));

#endif
