#ifndef CONTINUUM_DB_IMPORT_DESK_H
#define CONTINUUM_DB_IMPORT_DESK_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "db_copy.h"
#include "db_import.h"

/* What db_import.c, which works, and db_import_notes.c, which reads and notes, share. */
struct import_desk {
    PGconn *work, *notes;
    PGcancel *cancel;
    PGresult *part; /* that was read last */
    struct arena *arena;
    struct copy copy;
    enum import_failure failure;
    char reason[200];
};

PGresult *desk_ask(PGconn *connection, const char *sql, int count, const char *const *values,
                   bool binary);

/* Whether it went well; where not, why is kept, and said in the log. */
bool desk_judge(struct import_desk *desk, const PGresult *result, const char *what)
    __attribute__((warn_unused_result));

#endif
