#include <stdlib.h>

#include "arena.h"
#include "book.h"
#include "buffer.h"
#include "encode.h"
#include "spool.h"
#include "table.h"

#define ROOM_BYTES ((size_t)64 << 20) /* for names and notes; rows take none */
#define READ_BYTES ((size_t)1 << 20)

/* What stands in the column status of a report. */
static const struct {
    const char *status, *text;
} statuses[] = {
    {"reported", "There is a value."},
    {"no_data", "Nobody answered: there is no value, which is not 0."},
    {"unbounded", "There is no upper end."},
    {"too_few", "There are answers, but fewer than the method needs."},
};

static size_t shown(const struct table *table, size_t *columns)
{
    size_t count = 0;
    for (size_t i = 0; i < table->column_count; i++)
        if (!column_hidden(&table->columns[i]))
            columns[count++] = i;
    return count;
}

static void write_cell(struct book *book, size_t place, enum column_kind kind, const char *cell)
{
    if (!cell)
        return;
    if (kind == COLUMN_NUMBER)
        book_number(book, place, strtod(cell, NULL));
    else if (kind == COLUMN_BOOLEAN)
        book_boolean(book, place, *cell == 't');
    else
        book_text(book, place, cell);
}

static void write_data(struct book *book, struct arena *arena, const struct table *table,
                       size_t rows)
{
    size_t *columns = arena_array(arena, size_t, table->column_count);
    size_t count = shown(table, columns);
    const char **names = arena_array(arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = table->columns[columns[i]].name;
    book_sheet(book, "data", names, count);
    for (size_t row = 0; row < rows; row++) {
        book_row(book);
        for (size_t i = 0; i < count; i++)
            write_cell(book, i, table->columns[columns[i]].kind,
                       table_cell(table, row, columns[i]));
    }
}

static void note(struct book *book, const char *name, const char *text)
{
    book_row(book);
    book_text(book, 0, name);
    book_text(book, 1, text ? text : "");
}

static void write_notes(struct book *book, struct arena *arena, const struct table *table,
                        const json_t *meta)
{
    static const char *const header[] = {"note", "text"};
    const char *name, *inner;
    json_t *value, *text;
    book_sheet(book, "notes", header, 2);
    json_object_foreach((json_t *)meta, name, value) {
        if (!json_is_object(value))
            note(book, name, json_string_value(value));
        json_object_foreach(value, inner, text) {
            note(book, arena_printf(arena, "%s: %s", name, inner), json_string_value(text));
        }
    }
    if (table_column(table, "status") == table->column_count || !json_object_get(meta, "methods"))
        return;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        note(book, arena_printf(arena, "status: %s", statuses[i].status), statuses[i].text);
}

static void xlsx_rows(struct buffer *to, const struct table *table, const struct envelope *envelope)
{
    struct arena *arena = arena_new(ROOM_BYTES);
    struct spool *spool = spool_new(arena);
    struct book *book = spool ? book_new(arena, spool_path(spool)) : NULL;
    if (book) {
        write_data(book, arena, table, envelope->rows);
        write_notes(book, arena, table, envelope->meta);
        bool more = book_close(book);
        while (more)
            more = spool_read(spool, to, READ_BYTES);
    }
    arena_free(arena);
}

static void xlsx_item(struct buffer *to, const struct table *table)
{
    xlsx_rows(to, table, &(struct envelope){.rows = 1});
}

static void xlsx_problem(struct buffer *to, const struct request *req)
{
    encoder_json.problem(to, req);
}

const struct encoder encoder_xlsx = {xlsx_rows, xlsx_item, xlsx_problem};
