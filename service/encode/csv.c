#include <string.h>

#include "buffer.h"
#include "encode.h"
#include "request.h"
#include "table.h"

static bool needs_quotes(const char *text)
{
    size_t length = strlen(text);
    return strpbrk(text, ",\"\r\n") ||
           (length && (strchr(" \t", text[0]) || strchr(" \t", text[length - 1])));
}

/* RFC 4180: UTF-8, CRLF, a header row, null is empty. A text that a
 * spreadsheet would run as a formula gets an apostrophe before it. */
void csv_text(struct buffer *to, const char *text, bool guard)
{
    bool formula = guard && *text && strchr("=+-@\t\r", *text);
    if (!formula && !needs_quotes(text)) {
        buffer_text(to, text);
        return;
    }
    buffer_text(to, formula ? "\"'" : "\"");
    for (; *text; text++) {
        if (*text == '"')
            buffer_char(to, '"');
        buffer_char(to, *text);
    }
    buffer_char(to, '"');
}

static const char *cell_text(const struct column *column, const char *cell)
{
    if (!cell)
        return "";
    if (column->kind == COLUMN_BOOLEAN)
        return *cell == 't' ? "true" : "false";
    return cell;
}

static void write_line(struct buffer *to, const struct table *table, long row)
{
    const char *separator = "";
    size_t before = to->size;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column_hidden(column))
            continue;
        buffer_text(to, separator);
        if (row < 0)
            csv_text(to, column->name, true);
        else
            csv_text(to, cell_text(column, table_cell(table, (size_t)row, i)),
                     column->kind == COLUMN_TEXT);
        separator = ",";
    }
    /* A lone empty field would read as an empty line, which is no row. */
    buffer_text(to, to->size == before ? "\"\"\r\n" : "\r\n");
}

static void csv_rows(struct buffer *to, const struct table *table, const struct envelope *envelope)
{
    write_line(to, table, -1);
    for (size_t row = 0; row < envelope->rows; row++)
        write_line(to, table, (long)row);
}

static void csv_item(struct buffer *to, const struct table *table)
{
    csv_rows(to, table, &(struct envelope){.rows = 1});
}

/* Stata and spreadsheets show a body, not a header: the facts as text. */
static void csv_problem(struct buffer *to, const struct request *req)
{
    const struct problem *problem = &req->problem;
    buffer_printf(to, "%d %s\r\n%s\r\nrequest %s\r\n", problem_status(problem->kind),
                  problem_title(problem->kind), problem->detail, req->id);
    size_t i;
    json_t *error, *part;
    const char *name;
    json_array_foreach(problem->errors, i, error) {
        json_object_foreach(error, name, part) {
            if (json_is_integer(part))
                buffer_printf(to, "%s %lld  ", name, (long long)json_integer_value(part));
            else if (json_is_string(part))
                buffer_printf(to, "%s  ", json_string_value(part));
        }
        buffer_text(to, "\r\n");
    }
}

const struct encoder encoder_csv = {csv_rows, csv_item, csv_problem};
