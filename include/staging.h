#ifndef CONTINUUM_STAGING_H
#define CONTINUUM_STAGING_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct records;

/*
 * What the rows of a file say: columns, places (whose answers), lines and answers, as the
 * statement import_store takes them. A text that comes again and again is said once, and
 * told by its number. A file with a column "item" is long: an answer a row; another is
 * wide: a place a row.
 */
enum { STAGED_TEXTS = 5 };

struct staged {
    char
        kind; /* c column, n line with a new place, l line, a answer, x what it says it is of, f fault */
    int row, id;
    const int *answers; /* NULL where there are none */
    size_t answer_count;
    const char *texts[STAGED_TEXTS]; /* NULL for null */
};

struct staging_sink {
    bool (*put)(void *context, const struct staged *staged);
    void *context;
};

struct staging;

struct staging *staging_new(struct arena *arena, struct staging_sink sink);

/* What came last of the records. False where the sink failed. */
bool staging_row(struct staging *staging, const struct records *records)
    __attribute__((warn_unused_result));
bool staging_fault(struct staging *staging, const struct records *records)
    __attribute__((warn_unused_result));

#endif
