#ifndef CONTINUUM_IMPORT_H
#define CONTINUUM_IMPORT_H

#include <stdatomic.h>
#include <stdbool.h>

struct import_desk;

/*
 * Takes an import in: its parts are unpacked, read row by row, staged, checked and stored in one
 * transaction that ends with what became of it. So it is done or it waits as before, whatever
 * dies meanwhile.
 */
enum import_end {
    IMPORT_NONE,  /* nothing waits, or somebody else works on it */
    IMPORT_ENDED, /* done, rejected, cancelled or failed */
    IMPORT_WAITS  /* it could not be done now */
};

/* wanted: this one; NULL: the next that waits, whose attempts are counted. gives_up: ends as soon
 * as it is true. */
enum import_end import_take(struct import_desk *desk, const char *wanted,
                            const atomic_bool *gives_up);

#endif
