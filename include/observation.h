#ifndef CONTINUUM_OBSERVATION_H
#define CONTINUUM_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract.h"
#include "form.h"

struct buffer;
struct row;

/*
 * Answers as a file. The query observation_export gives one row a submission, whose arrays
 * are taken apart here. Long: one row an answer; wide: one row a submission, of one
 * version of an instrument, with columns for each item. Both are what POST /v1/submissions takes.
 */
enum {
    OBSERVATION_FIXED = 9, /* columns that every row has, and then what it is made of */
    OBSERVATION_VERSION = OBSERVATION_FIXED,
    OBSERVATION_ANSWERS,
    OBSERVATION_DENOMINATORS,
    OBSERVATION_REASONS,
    OBSERVATION_TEXTS
};

/* What stands behind the fixed columns of a long row. */
enum { ITEM = OBSERVATION_FIXED, VALUE, DENOMINATOR, LEVEL, LEVEL_LABEL, TEXT, REASON, LONG_COUNT };

struct observations {
    struct extract to;
    struct forms forms;
    bool wide;
    int64_t *values[3]; /* room for answers, denominators, reasons */
    const char **texts; /* room for texts, which lie in text_bytes */
    struct buffer *text_bytes;
    struct datum *data; /* of a row */
};

/* Makes the variables and the room, when format, forms and widest are known. */
void observation_prepare(struct observations *all);

/* For struct taker; the context is struct observations. */
bool observation_take(void *context, const struct row *row);
bool observation_wanted(void *context);

#endif
