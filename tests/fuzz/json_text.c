/* A table and its faults: what the JSON encoder writes, Jansson reads back. */
#include <string.h>

#include "encode.h"
#include "fuzz.h"
#include "table.h"

static bool same(const json_t *value, const char *text)
{
    if (!text)
        return json_is_null(value);
    return json_is_string(value) && json_string_length(value) == strlen(text) &&
           !strcmp(json_string_value(value), text);
}

static void check_rows(struct request *req, const struct table *table)
{
    struct buffer *text = buffer_new(req->arena, 16);
    const char *cursor = table->row_count ? table_cell(table, 0, 0) : NULL;
    json_t *meta = request_own_json(req, json_pack("{ss*}", "m", cursor));
    encoder_json.rows(text, table, &(struct envelope){meta, cursor, table->row_count});
    json_t *json = fuzz_json(text), *data = json_object_get(json, "data");
    CHECK(json_array_size(data) == table->row_count);
    CHECK(same(json_object_get(json, "next_cursor"), cursor));
    CHECK(json_equal(json_object_get(json, "meta"), meta));
    for (size_t row = 0; row < table->row_count; row++) {
        const json_t *line = json_array_get(data, row);
        CHECK(json_object_size(line) == table->column_count);
        for (size_t i = 0; i < table->column_count; i++)
            CHECK(same(json_object_get(line, table->columns[i].name), table_cell(table, row, i)));
    }
    json_decref(json);
}

/* Any text as a name, as the header of a file gives it. */
static void check_name(struct request *req, const char *name)
{
    const struct column column = {name, COLUMN_TEXT};
    struct table *table = table_new(req->arena, &column, 1);
    struct buffer *text = buffer_new(req->arena, 16);
    table_set(table, table_add_row(req->arena, table), name, name);
    encoder_json.item(text, table);
    json_t *json = fuzz_json(text);
    CHECK(column_hidden(&column) ? !json_object_size(json)
                                 : same(json_object_get(json, name), name));
    json_decref(json);
}

static void check_problem(struct request *req, const struct table *table)
{
    for (size_t row = 0; row < table->row_count; row++) {
        const char *text = table_cell(table, row, 0) ? table_cell(table, row, 0) : "";
        fault_add(req, "pointer", text, "code", "%s", text);
        fault_add_row(req, row, text, "code", "%s", text);
    }
    size_t listed = table->row_count * 2;
    req->media = table->column_count % 2 ? MEDIA_CSV : MEDIA_JSON;
    CHECK(faults_raise(req, PROBLEM_INVALID) == !listed);
    CHECK(json_array_size(req->problem.errors) ==
          (listed < PROBLEM_ERRORS_MAX ? listed : PROBLEM_ERRORS_MAX));
    if (!listed)
        req->reply.status = 200;
    fuzz_answer(req);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request();
    struct table *table = fuzz_table(req, bytes, size);
    check_rows(req, table);
    if (table->row_count && table_cell(table, 0, 0))
        check_name(req, table_cell(table, 0, 0));
    check_problem(req, table);
    return 0;
}
