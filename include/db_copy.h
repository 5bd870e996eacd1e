#ifndef CONTINUUM_DB_COPY_H
#define CONTINUUM_DB_COPY_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "buffer.h"

struct staged;

/* Staged rows on their way into the database, in COPY's binary form. */
struct copy {
    PGconn *connection;
    struct buffer *pending;
};

/* False where the connection was lost, or the database refuses; then it says why. */
bool copy_begin(struct copy *copy) __attribute__((warn_unused_result));
bool copy_put(struct copy *copy, const struct staged *staged) __attribute__((warn_unused_result));

/* What the database says to all of them, for PQclear(); NULL where it was lost. */
PGresult *copy_end(struct copy *copy);

/* Ends one that is not to end well, if there is one. */
void copy_stop(struct copy *copy);

#endif
