#ifndef CONTINUUM_LISTED_H
#define CONTINUUM_LISTED_H

#include <stdbool.h>

#include <jansson.h>

struct query;
struct request;
struct table;

/*
 * Flat objects in an array of a JSON body, taken as the rows of a file that says the
 * same: one statement serves both. Row n is the object n, from 0; an array is its texts
 * between bars.
 */

/* Runs a statement that takes :columns and :rows (csv.h) with what came, a file or a body;
 * of a body :columns are none, since its schema has checked the names. Faults of rows get
 * their place in the body: /member/n/column, or /column of what it says once. */
bool listed_query(struct request *req, const char *member, const struct query *query,
                  struct table **rows) __attribute__((warn_unused_result));

#endif
