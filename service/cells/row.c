#include "row.h"

#define ARRAY_HEAD 20 /* dimensions, nulls, type; length and lower bound of the one dimension */
#define BIGINT 20     /* its number in the catalog */

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

bool row_answers(const struct row *row, size_t column, int64_t *values, size_t room,
                 struct answers *answers)
{
    const struct field *f = field(row, column);
    const unsigned char *at = f->bytes, *end = at ? at + f->size : at;
    *answers = (struct answers){0, values};
    if (!at || (f->size == ARRAY_HEAD - 8 && integer(at, 4) == 0))
        return true; /* null, or empty */
    if (f->size < ARRAY_HEAD || integer(at, 4) != 1 || integer(at + 8, 4) != BIGINT)
        return false;
    int64_t count = integer(at + 12, 4);
    at += ARRAY_HEAD;
    if (count < 0 || (uint64_t)count > room)
        return false;
    for (int64_t i = 0; i < count; i++) {
        int64_t size = end - at >= 4 ? integer(at, 4) : 0;
        if (size != -1 && (size != 8 || end - at < 4 + 8))
            return false;
        values[i] = size == 8 ? integer(at + 4, 8) : NO_ANSWER;
        at += size == 8 ? 4 + 8 : 4;
    }
    answers->count = (size_t)count;
    return at == end;
}
