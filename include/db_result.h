#ifndef CONTINUUM_DB_RESULT_H
#define CONTINUUM_DB_RESULT_H

#include <stdbool.h>

#include <libpq-fe.h>

struct query;
struct request;
struct row;
struct table;

/* What came back from a statement; NULL stands for a lost connection. */
bool result_good(const PGresult *result);

/* Whether the same statement may succeed a second time, and do no harm. A
 * statement that replaces a submission may collide with another that did so at
 * the same time; the next time it sees what it collided with. */
bool result_worth_retrying(const PGresult *result, bool writes);

/* Hands the result to the arena and its rows to the caller; or raises the
 * problem that the database, or the statement itself, reports. */
bool result_take(struct request *req, const struct query *query, PGresult *result,
                 struct table **rows) __attribute__((warn_unused_result));

/* A row in binary, as long as the result. */
void result_row(const PGresult *result, int number, struct row *row);

/* A receiver of notices for libpq that drops them. */
void result_ignore(void *unused, const PGresult *notice);

#endif
