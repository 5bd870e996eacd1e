/* 'w' and a table: what the encoder writes, the reader reads back. Anything
 * else chooses an operation that takes files, and the rest is the file. */
#include <string.h>

#include "csv.h"
#include "encode.h"
#include "fuzz.h"
#include "pipeline.h"
#include "table.h"
#include "text.h"

/* What the encoder makes of a cell: null is empty, a formula is disarmed. */
static const char *written(struct request *req, const char *cell)
{
    if (!cell)
        return "";
    return *cell && strchr("=+-@\t\r", *cell) ? arena_printf(req->arena, "'%s", cell) : cell;
}

static void check_row(struct request *req, struct csv *csv, const struct table *table, size_t row)
{
    char **fields;
    size_t count;
    CHECK(csv_read(csv, req->arena, &fields, &count));
    CHECK(count == table->column_count);
    for (size_t i = 0; i < count; i++)
        CHECK(!strcmp(fields[i], written(req, table_cell(table, row, i))));
}

static void write_and_read(struct request *req, const uint8_t *bytes, size_t size)
{
    struct table *table = fuzz_table(req, bytes, size);
    struct buffer *text = buffer_new(req->arena, 256);
    struct csv csv;
    char **fields;
    size_t count;
    encoder_csv.rows(text, table, &(struct envelope){.rows = table->row_count});
    csv_open(&csv, text->bytes, text->size);
    CHECK(csv_read(&csv, req->arena, &fields, &count) && count == table->column_count);
    for (size_t row = 0; row < table->row_count; row++)
        check_row(req, &csv, table, row);
    CHECK(!csv_read(&csv, req->arena, &fields, &count) && !csv.fault);
}

/* The rows that the statement gets are those of the file. */
static void check_bound(struct request *req, struct csv *csv)
{
    json_t *columns = json_loads(request_value(req, "columns"), 0, NULL), *cell;
    json_t *rows = json_loads(request_value(req, "rows"), JSON_REJECT_DUPLICATES, NULL);
    char **fields;
    size_t count, at = 0;
    CHECK(columns && rows);
    CHECK(csv_read(csv, req->arena, &fields, &count) && count == json_array_size(columns));
    while (csv_read(csv, req->arena, &fields, &count)) {
        json_t *row = json_array_get(rows, at++), *cells = json_object_get(row, "cells");
        CHECK((size_t)json_integer_value(json_object_get(row, "row")) == csv->row);
        CHECK(count == json_array_size(columns));
        for (size_t i = 0; i < count; i++) {
            cell = json_object_get(cells, json_string_value(json_array_get(columns, i)));
            CHECK(!strcmp(fields[i], cell ? json_string_value(cell) : ""));
        }
    }
    CHECK(at == json_array_size(rows));
    json_decref(columns);
    json_decref(rows);
}

/* The fields lie in the text, one behind the other, each ended inside it. */
static void check_fields(const struct csv *csv, const char *text, char **fields, size_t count)
{
    const char *low = text;
    for (size_t i = 0; i < count; i++) {
        CHECK(fields[i] >= low && fields[i] <= csv->end);
        low = fields[i] + strlen(fields[i]);
        CHECK(low <= csv->end);
    }
    CHECK(low <= csv->at);
}

static void read_alone(struct request *req, const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(req, bytes, size), **fields;
    struct csv csv;
    size_t count, rows = 0;
    fuzz_make_utf8(text, size);
    csv_open(&csv, text, size);
    while (csv_read(&csv, req->arena, &fields, &count)) {
        CHECK(count > 0 && csv.row == ++rows);
        check_fields(&csv, text, fields, count);
    }
    CHECK(csv.fault || csv.at == csv.end);
}

static void import(const struct operation *operation, const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request_for(operation);
    fuzz_body(req, "text/csv", (const char *)bytes, size);
    request_bind(req, "program", "p");
    request_bind(req, "instrument", "i");
    request_bind(req, "version", "1");
    char *copy = fuzz_text(req, bytes, size);
    if (body_read(req) && body_check(req)) {
        operation_perform(req);
        struct csv csv;
        csv_open(&csv, copy, size);
        if (req->problem.kind == PROBLEM_UNAVAILABLE)
            check_bound(req, &csv);
    }
    fuzz_answer(req);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    if (bytes[0] == 'w') {
        write_and_read(fuzz_request(), bytes + 1, size - 1);
        return 0;
    }
    read_alone(fuzz_request(), bytes + 1, size - 1);
    import(fuzz_operation(bytes[0], MEDIA_CSV), bytes + 1, size - 1);
    return 0;
}
