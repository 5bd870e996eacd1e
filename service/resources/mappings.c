#include <stdlib.h>

#include "audit.h"
#include "csv.h"
#include "db.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"

#define DATA_VALUES_MAX 100000

bool mapping_list(struct request *req)
{
    return perform_rows(req, &query_mapping_list);
}

bool mapping_create(struct request *req)
{
    return perform_create(req, &query_mapping_create);
}

bool mapping_read(struct request *req)
{
    return perform_item(req, &query_mapping_read);
}

bool mapping_suggest(struct request *req)
{
    return csv_bind_rows(req, FILE_ROWS_MAX) && perform_rows(req, &query_mapping_suggest);
}

static json_t *data_value(const struct table *rows, size_t row)
{
    json_t *value = json_object();
    for (size_t i = 0; i < rows->column_count; i++) {
        const char *text = table_cell(rows, row, i);
        if (text && !column_hidden(&rows->columns[i]))
            json_object_set_new(value, rows->columns[i].name, json_string(text));
    }
    return value;
}

bool data_value_list(struct request *req)
{
    struct table *rows;
    if (!db_query(req, &query_data_value_list, &rows))
        return false;
    if (rows->row_count > DATA_VALUES_MAX)
        return problem_raise(req, PROBLEM_INVALID,
                             "These are more than 100,000 values; use an export.");
    json_t *values = json_array();
    for (size_t row = 0; row < rows->row_count && table_get(rows, row, "value"); row++)
        json_array_append_new(values, data_value(rows, row));
    audit_note(req, rows, json_array_size(values));
    json_t *set = request_own_json(req, json_pack("{so}", "dataValues", values));
    char *text = json_dumps(set, JSON_COMPACT);
    struct buffer *body = buffer_new(req->arena, 256);
    buffer_text(body, text);
    free(text);
    return reply_bytes(req, "application/json", body->bytes, body->size);
}
