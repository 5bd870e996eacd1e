#ifndef CONTINUUM_RECORDS_H
#define CONTINUUM_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "operation.h"

struct arena;
struct unpack;

/*
 * The rows of a file of answers, one after the other, whether it is CSV, NDJSON or a JSON
 * array: the text of each by column. Memory does not grow with the file; a row may have
 * 1 MiB. What the columns mean is not known here.
 */
enum record { RECORD_END, RECORD_ROW, RECORD_FAULT };

struct records {
    size_t row; /* of what came last: the header of a CSV is 1, empty rows count */

    /* What there are so far. Of JSON there may be more with each row. */
    size_t column_count;
    const char **columns;
    size_t *column_rows; /* where each stood first */

    const char **texts; /* of the row, by column; NULL where it says nothing */

    struct record_fault {
        size_t row;
        const char *column, *code, *detail;
    } fault;
    struct reader *own;
};

struct records *records_new(struct arena *arena, enum media media, struct unpack *unpack);

/* The next row, or what is wrong with it. What it gives lasts until the next. */
enum record records_next(struct records *records);

#endif
