#include "csv.h"

#include <string.h>

#include "encode.h"
#include "request.h"

#define BULK_BYTES 20000
#define ROWS_MAX_BYTES ((size_t)64 << 20) /* as JSON, where names stand beside every cell */

void csv_open(struct csv *csv, char *text, size_t size)
{
    *csv = (struct csv){.at = text, .end = text + size};
    if (size >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
        csv->at += 3;
}

static bool ends_field(const struct csv *csv, const char *at)
{
    return at == csv->end || *at == ',' || *at == '\n' || *at == '\r';
}

/* After the opening quote; gives the end of the unescaped text. */
static char *read_quoted(struct csv *csv)
{
    char *to = csv->at;
    for (char *from = csv->at; from < csv->end; from++) {
        if (*from != '"') {
            *to++ = *from;
        } else if (from + 1 < csv->end && from[1] == '"') {
            *to++ = *from++;
        } else {
            csv->at = from + 1;
            while (csv->at < csv->end && *csv->at == ' ')
                csv->at++;
            if (!ends_field(csv, csv->at))
                csv->fault = "has text after a closing quote";
            return to;
        }
    }
    csv->fault = "has a quote that is never closed";
    csv->at = csv->end;
    return to;
}

static char *read_field(struct csv *csv)
{
    while (csv->at < csv->end && (*csv->at == ' ' || *csv->at == '\t'))
        csv->at++;
    char *field = csv->at, *stop;
    if (csv->at < csv->end && *csv->at == '"') {
        field = ++csv->at;
        stop = read_quoted(csv);
    } else {
        while (!ends_field(csv, csv->at))
            csv->at++;
        stop = csv->at;
        while (stop > field && (stop[-1] == ' ' || stop[-1] == '\t'))
            stop--;
    }
    csv->stop = stop;
    return field;
}

/* Passes what ends the field, then ends its text there. True at a comma. */
static bool pass_delimiter(struct csv *csv)
{
    char delimiter = csv->at < csv->end ? *csv->at++ : '\n';
    if (delimiter == '\r' && csv->at < csv->end && *csv->at == '\n')
        csv->at++;
    *csv->stop = '\0';
    return delimiter == ',';
}

bool csv_read(struct csv *csv, struct arena *arena, char ***fields, size_t *count)
{
    while (csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r'))
        csv->at++;
    if (csv->at >= csv->end || csv->fault)
        return false;
    csv->row++;
    *count = 0;
    do {
        if (*count == csv->capacity) {
            char **more = arena_array(arena, char *, csv->capacity * 2 + 32);
            if (*count)
                memcpy(more, csv->fields, *count * sizeof *more);
            csv->fields = more;
            csv->capacity = csv->capacity * 2 + 32;
        }
        csv->fields[(*count)++] = read_field(csv);
    } while (!csv->fault && pass_delimiter(csv) && *count < COLUMNS_MAX);
    *fields = csv->fields;
    if (*count == COLUMNS_MAX)
        csv->fault = "has too many columns";
    return !csv->fault;
}

/* False where a name is too long to be repeated with every cell. */
static bool bind_columns(struct request *req, char **columns, size_t count)
{
    struct buffer *text = buffer_new(req->arena, 512);
    bool good = true;
    buffer_char(text, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_char(text, ',');
        json_text(text, columns[i]);
        if (strlen(columns[i]) > COLUMN_BYTES) {
            fault_add_row(req, 1, columns[i], "too_long", "is a longer name than any column has");
            good = false;
        }
        for (size_t k = 0; k < i; k++)
            if (!strcmp(columns[k], columns[i]))
                fault_add_row(req, 1, columns[i], "repeated", "is a column twice");
    }
    buffer_char(text, ']');
    request_bind(req, "columns", text->bytes);
    return good;
}

static void write_cells(struct buffer *rows, size_t row, char **columns, char **fields,
                        size_t count)
{
    buffer_printf(rows, "%s{\"row\":%zu,\"cells\":{", rows->size > 1 ? ",\n" : "", row);
    const char *separator = "";
    for (size_t i = 0; i < count; i++) {
        if (!*fields[i])
            continue;
        buffer_text(rows, separator);
        json_text(rows, columns[i]);
        buffer_char(rows, ':');
        json_text(rows, fields[i]);
        separator = ",";
    }
    buffer_text(rows, "}}");
}

static void bind_cells(struct request *req, struct csv *csv, char **columns, size_t column_count,
                       size_t most_rows)
{
    struct buffer *rows = buffer_new(req->arena, req->body->size * 2);
    char **fields;
    size_t count;
    buffer_char(rows, '[');
    while (csv_read(csv, req->arena, &fields, &count)) {
        if (csv->row > most_rows + 1 || rows->size > ROWS_MAX_BYTES) {
            fault_add_row(req, csv->row, "", "too_many",
                          "is where the file becomes too large: "
                          "at most %zu rows are taken",
                          most_rows);
            break;
        }
        if (count != column_count)
            fault_add_row(req, csv->row, "", "wrong_width", "has %zu fields, the header has %zu",
                          count, column_count);
        else
            write_cells(rows, csv->row, columns, fields, count);
    }
    if (csv->fault)
        fault_add_row(req, csv->row, "", "malformed", "%s", csv->fault);
    else if (csv->row < 2)
        fault_add_row(req, 1, "", "empty", "is not followed by any row");
    buffer_char(rows, ']');
    request_bind(req, "rows", rows->bytes);
}

bool csv_bind_rows(struct request *req, size_t most_rows)
{
    struct csv csv;
    char **columns;
    size_t count;
    csv_open(&csv, req->body->bytes, req->body->size);
    if (!csv_read(&csv, req->arena, &columns, &count)) {
        fault_add_row(req, 1, "", "malformed", "%s",
                      csv.fault ? csv.fault : "is missing: no header");
        return faults_raise(req, PROBLEM_INVALID);
    }
    req->bulk = req->body->size > BULK_BYTES;
    csv.fields = NULL; /* those of the header stay */
    csv.capacity = 0;
    if (!bind_columns(req, columns, count))
        return faults_raise(req, PROBLEM_INVALID);
    bind_cells(req, &csv, columns, count, most_rows);
    return faults_raise(req, PROBLEM_INVALID);
}
