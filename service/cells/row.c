#include "row.h"

#include <string.h>

#include "buffer.h"

#define ARRAY_HEAD 20 /* dimensions, nulls, type; length and lower bound of the one dimension */
#define BIGINT 20     /* its number in the catalog */
#define TEXT 25

/* Big-endian, with its sign. */
static int64_t integer(const unsigned char *bytes, size_t size)
{
    uint64_t value = size && bytes[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

static const struct field *field(const struct row *row, size_t column)
{
    static const struct field none;
    return column < row->count ? &row->fields[column] : &none;
}

int64_t row_integer(const struct row *row, size_t column)
{
    const struct field *f = field(row, column);
    return f->bytes && f->size <= 8 ? integer(f->bytes, f->size) : 0;
}

bool row_boolean(const struct row *row, size_t column)
{
    return row_integer(row, column) != 0;
}

const char *row_text(const struct row *row, size_t column)
{
    return (const char *)field(row, column)->bytes;
}

/* The first element of an array of that type and how many there are; false where it is none. */
static bool array_open(const struct field *f, int64_t type, size_t room, size_t *count,
                       const unsigned char **first)
{
    const unsigned char *at = f->bytes;
    *count = 0;
    *first = at ? at + f->size : at;
    if (!at || (f->size == ARRAY_HEAD - 8 && integer(at, 4) == 0))
        return true; /* null, or empty */
    if (f->size < ARRAY_HEAD || integer(at, 4) != 1 || integer(at + 8, 4) != type)
        return false;
    int64_t length = integer(at + 12, 4);
    if (length < 0 || (uint64_t)length > room)
        return false;
    *count = (size_t)length;
    *first = at + ARRAY_HEAD;
    return true;
}

bool row_answers(const struct row *row, size_t column, int64_t *values, size_t room,
                 struct answers *answers)
{
    const struct field *f = field(row, column);
    const unsigned char *at, *end = f->bytes ? f->bytes + f->size : NULL;
    size_t count;
    *answers = (struct answers){0, values};
    if (!array_open(f, BIGINT, room, &count, &at))
        return false;
    for (size_t i = 0; i < count; i++) {
        int64_t size = end - at >= 4 ? integer(at, 4) : 0;
        if (size != -1 && (size != 8 || end - at < 4 + 8))
            return false;
        values[i] = size == 8 ? integer(at + 4, 8) : NO_ANSWER;
        at += size == 8 ? 4 + 8 : 4;
    }
    answers->count = count;
    return at == end;
}

bool row_texts(const struct row *row, size_t column, struct buffer *bytes, const char **texts,
               size_t room, size_t *count)
{
    const struct field *f = field(row, column);
    const unsigned char *at, *end = f->bytes ? f->bytes + f->size : NULL;
    if (!array_open(f, TEXT, room, count, &at))
        return false;
    bytes->size = 0;
    char *to =
        buffer_room(bytes, f->size + 1); /* a length takes more than the zero that ends a text */
    for (size_t i = 0; i < *count; i++) {
        int64_t size = end - at >= 4 ? integer(at, 4) : -2;
        if (size < -1 || size > end - at - 4)
            return false;
        at += 4;
        texts[i] = size < 0 ? NULL : to;
        if (size < 0)
            continue;
        memcpy(to, at, (size_t)size);
        to[size] = '\0';
        to += size + 1;
        at += size;
    }
    return at == end;
}
