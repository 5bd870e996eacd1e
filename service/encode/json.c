#include <string.h>

#include "buffer.h"
#include "encode.h"
#include "request.h"
#include "table.h"

static bool is_plain(char byte)
{
    return (unsigned char)byte >= 0x20 && byte != '"' && byte != '\\';
}

void json_text(struct buffer *to, const char *text)
{
    buffer_char(to, '"');
    while (*text) {
        size_t plain = 0;
        while (is_plain(text[plain]))
            plain++;
        buffer_add(to, text, plain);
        text += plain;
        if (*text == '"' || *text == '\\')
            buffer_printf(to, "\\%c", *text);
        else if (*text)
            buffer_printf(to, "\\u%04x", (unsigned char)*text);
        text += *text != '\0';
    }
    buffer_char(to, '"');
}

static void write_cell(struct buffer *to, enum column_kind kind, const char *cell)
{
    if (!cell)
        buffer_text(to, "null");
    else if (kind == COLUMN_TEXT)
        json_text(to, cell);
    else if (kind == COLUMN_BOOLEAN)
        buffer_text(to, *cell == 't' ? "true" : "false");
    else
        buffer_text(to, cell);
}

static void write_row(struct buffer *to, const struct table *table, size_t row)
{
    char separator = '{';
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column_hidden(column))
            continue;
        buffer_char(to, separator);
        json_text(to, column->name);
        buffer_char(to, ':');
        write_cell(to, column->kind, table_cell(table, row, i));
        separator = ',';
    }
    buffer_text(to, separator == '{' ? "{}" : "}");
}

static int append(const char *bytes, size_t size, void *buffer)
{
    buffer_add(buffer, bytes, size);
    return 0;
}

static void json_rows(struct buffer *to, const struct table *table, const struct envelope *envelope)
{
    buffer_text(to, "{\"data\":[");
    for (size_t row = 0; row < envelope->rows; row++) {
        buffer_text(to, row ? ",\n" : "\n");
        write_row(to, table, row);
    }
    buffer_text(to, "],\n\"meta\":");
    if (envelope->meta)
        json_dump_callback(envelope->meta, append, to, JSON_COMPACT);
    else
        buffer_text(to, "{}");
    buffer_text(to, ",\n\"next_cursor\":");
    write_cell(to, COLUMN_TEXT, envelope->next_cursor);
    buffer_text(to, "}\n");
}

static void json_item(struct buffer *to, const struct table *table)
{
    write_row(to, table, 0);
    buffer_char(to, '\n');
}

static void json_problem(struct buffer *to, const struct request *req)
{
    const struct problem *problem = &req->problem;
    const char *slug = problem_slug(problem->kind);
    json_t *body =
        json_pack("{so ss ss si ss ss}", "type", json_sprintf("urn:continuum:problem:%s", slug),
                  "title", problem_title(problem->kind), "code", slug, "status",
                  problem_status(problem->kind), "detail", problem->detail, "instance", req->id);
    if (problem->errors) {
        json_object_set(body, "errors", problem->errors);
        json_object_set_new(body, "error_count", json_integer((json_int_t)problem->error_count));
    }
    json_dump_callback(body, append, to, JSON_COMPACT);
    buffer_char(to, '\n');
    json_decref(body);
}

const struct encoder encoder_json = {json_rows, json_item, json_problem};

static void ndjson_rows(struct buffer *to, const struct table *table,
                        const struct envelope *envelope)
{
    for (size_t row = 0; row < envelope->rows; row++) {
        write_row(to, table, row);
        buffer_char(to, '\n');
    }
}

const struct encoder encoder_ndjson = {ndjson_rows, json_item, json_problem};

const struct encoder *encoder_of(enum media media)
{
    static const struct encoder *const encoders[MEDIA_COUNT] = {[MEDIA_CSV] = &encoder_csv,
                                                                [MEDIA_NDJSON] = &encoder_ndjson,
                                                                [MEDIA_XLSX] = &encoder_xlsx,
                                                                [MEDIA_QDC] = &encoder_qdc};
    return encoders[media] ? encoders[media] : &encoder_json;
}
