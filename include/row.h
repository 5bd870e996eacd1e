#ifndef CONTINUUM_ROW_H
#define CONTINUUM_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cell.h"

struct buffer;

/* A row of the database in its binary form, while it is read. */
enum { ROW_COLUMNS = 20 };

struct field {
    const unsigned char *bytes; /* a zero byte follows them; NULL: null */
    size_t size;
};

struct row {
    size_t count;
    struct field fields[ROW_COLUMNS];
};

/* Of smallint, integer, bigint; 0 where null. */
int64_t row_integer(const struct row *row, size_t column);
bool row_boolean(const struct row *row, size_t column);

/* NULL where null; as long as the row. */
const char *row_text(const struct row *row, size_t column);

/* An array of bigint with at most `room` elements, copied into values; without any where null.
 * False where it is no such array. */
bool row_answers(const struct row *row, size_t column, int64_t *values, size_t room,
                 struct answers *answers) __attribute__((warn_unused_result));

/* An array of text with at most `room` elements, NULL for null, copied into bytes; without any where
 * null. False where it is no such array. */
bool row_texts(const struct row *row, size_t column, struct buffer *bytes, const char **texts,
               size_t room, size_t *count) __attribute__((warn_unused_result));

#endif
