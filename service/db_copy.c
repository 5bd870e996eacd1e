#include "db_copy.h"

#include <stdint.h>
#include <string.h>

#include "staging.h"

#define COLUMNS 9
#define SEND_BYTES 65536
#define INTEGER_OID 23

static void add_number(struct buffer *to, uint32_t number, size_t bytes)
{
    char *at = buffer_room(to, bytes);
    for (size_t i = 0; i < bytes; i++)
        at[i] = (char)(number >> 8 * (bytes - 1 - i));
    to->size += bytes;
}

static void add_integer(struct buffer *to, int number)
{
    add_number(to, 4, 4);
    add_number(to, (uint32_t)number, 4);
}

static void add_text(struct buffer *to, const char *text)
{
    size_t size = text ? strlen(text) : 0;
    add_number(to, text ? (uint32_t)size : UINT32_MAX, 4);
    buffer_add(to, text ? text : "", size);
}

/* An array of one dimension: whether it has nulls, its type, its length, its first index. */
static void add_array(struct buffer *to, const int *numbers, size_t count)
{
    if (!numbers) {
        add_number(to, UINT32_MAX, 4);
        return;
    }
    add_number(to, (uint32_t)(20 + 8 * count), 4);
    const uint32_t head[] = {1, 0, INTEGER_OID, (uint32_t)count, 1};
    for (size_t i = 0; i < 5; i++)
        add_number(to, head[i], 4);
    for (size_t i = 0; i < count; i++)
        add_integer(to, numbers[i]);
}

bool copy_begin(struct copy *copy)
{
    static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
    PGresult *result = PQexec(copy->connection,
                              "copy pg_temp.import_staged (kind, row, id, answers, a, b, c, d, e) "
                              "from stdin (format binary)");
    bool good = PQresultStatus(result) == PGRES_COPY_IN;
    PQclear(result);
    copy->pending->size = 0;
    buffer_add(copy->pending, head, sizeof head - 1);
    return good;
}

static bool send(struct copy *copy)
{
    bool good =
        PQputCopyData(copy->connection, copy->pending->bytes, (int)copy->pending->size) == 1;
    copy->pending->size = 0;
    return good;
}

bool copy_put(struct copy *copy, const struct staged *staged)
{
    struct buffer *to = copy->pending;
    add_number(to, COLUMNS, 2);
    add_number(to, 1, 4);
    buffer_char(to, staged->kind);
    add_integer(to, staged->row);
    add_integer(to, staged->id);
    add_array(to, staged->answers, staged->answer_count);
    for (int i = 0; i < STAGED_TEXTS; i++)
        add_text(to, staged->texts[i]);
    return to->size < SEND_BYTES || send(copy);
}

PGresult *copy_end(struct copy *copy)
{
    add_number(copy->pending, UINT16_MAX, 2);
    if (!send(copy) || PQputCopyEnd(copy->connection, NULL) != 1)
        return NULL;
    PGresult *kept = PQgetResult(copy->connection), *next;
    while ((next = PQgetResult(copy->connection)))
        PQclear(next);
    return kept;
}

void copy_stop(struct copy *copy)
{
    PGresult *result;
    if (PQtransactionStatus(copy->connection) != PQTRANS_ACTIVE)
        return;
    PQputCopyEnd(copy->connection, "given up");
    while ((result = PQgetResult(copy->connection)))
        PQclear(result);
}
