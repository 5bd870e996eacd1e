#ifndef CONTINUUM_CSV_H
#define CONTINUUM_CSV_H

#include <stdbool.h>
#include <stddef.h>

#define FILE_ROWS_MAX 200000
#define COLUMNS_MAX 5000
#define COLUMN_BYTES 200 /* of a name */

struct arena;
struct request;

/*
 * Reads RFC 4180 in place: commas, quotes doubled inside quotes, quoted line
 * breaks; rows end in CRLF, LF or CR; a byte order mark at the beginning is
 * passed over; empty lines are too. Blanks around a field that is not quoted
 * are dropped.
 */
struct csv {
    char *at, *end, *stop; /* stop: end of the field that was read last */
    char **fields;         /* of the row that was read last; the next one is put in its place */
    size_t capacity;
    size_t row;        /* of what was read last; the header is 1 */
    const char *fault; /* what is wrong with the row; NULL where nothing is */
};

void csv_open(struct csv *csv, char *text, size_t size);

/* The next row: count fields of the text, terminated. False at the end and
 * at a fault. */
bool csv_read(struct csv *csv, struct arena *arena, char ***fields, size_t *count)
    __attribute__((warn_unused_result));

/*
 * Reads the whole body of a request for a statement that takes :columns, a
 * JSON array of the header's names, and :rows, [{"row": 2, "cells": {"name":
 * "text", ...}}, ...] without empty cells, and binds both. False where a fault of the
 * file itself was raised, each with its row.
 */
bool csv_bind_rows(struct request *req, size_t most_rows) __attribute__((warn_unused_result));

#endif
