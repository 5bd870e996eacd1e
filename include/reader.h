#ifndef CONTINUUM_READER_H
#define CONTINUUM_READER_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "arena.h"
#include "csv.h"
#include "records.h"

/* What the readers of records.h share: records.c, records_json.c. */
struct reader {
    struct arena *arena; /* for as long as the file */
    struct arena *brief; /* for a row */
    struct unpack *unpack;
    enum media media;
    struct csv csv;
    char *window; /* what was read and is not passed */
    size_t at, end, room;
    const char *envelope; /* the member of one object in which the array of rows is; NULL: none */
    json_t *shared;       /* what stands beside it, for all rows */
    bool begun;           /* something was read */
    bool ended;           /* nothing more will be read */
    bool opened;          /* the header, or the bracket of an array, was passed */
    bool failed;          /* nothing comes after this fault */
};

#define RECORD_BYTES ((size_t)1 << 20)

/* Reads more behind the window, which moves. False where there is no more, or no room for it. */
bool reader_fill(struct reader *reader);

/* A fault of the row that is read. last: nothing after it can be trusted. */
enum record reader_blame(struct records *records, bool last, const char *column, const char *code,
                         const char *detail);

/* Adds a column; how a text of that name comes to its place. False at too many. */
bool reader_add_column(struct records *records, const char *name);

/* Where the array is in an object: passes what is before it, or behind it, to the end. */
bool reader_open_envelope(struct records *records);
bool reader_close_envelope(struct records *records);
/* The next byte that is no blank, which stays; 0 at the end. */
char reader_peek(struct reader *reader);

enum record reader_json(struct records *records);

#endif
