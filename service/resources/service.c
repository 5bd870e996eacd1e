#include <stdlib.h>
#include <string.h>

#include "application.h"
#include "db.h"
#include "document.h"
#include "metrics.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"

static bool say(struct request *req, const char *status)
{
    const struct column columns[] = {{"status", COLUMN_TEXT}};
    struct table *table = table_new(req->arena, columns, 1);
    table_set(table, table_add_row(req->arena, table), "status", status);
    return reply_item(req, 200, table);
}

bool service_health(struct request *req)
{
    return say(req, "alive");
}

bool service_ready(struct request *req)
{
    if (atomic_load(&req->app->draining))
        return problem_raise(req, PROBLEM_UNAVAILABLE, "The service is about to stop.");
    if (db_busy(req->app->db)) /* asking would queue behind the work, and fail for being slow */
        return say(req, "ready");
    return perform_item(req, &query_service_ready);
}

bool service_metrics(struct request *req)
{
    struct buffer *text = buffer_new(req->arena, 8192);
    metrics_write(req->app, text);
    return reply_bytes(req, "text/plain; version=0.0.4", text->bytes, text->size);
}

bool document_as_yaml(struct request *req)
{
    return reply_bytes(req, "application/yaml", document_yaml, document_yaml_size);
}

bool document_as_json(struct request *req)
{
    return reply_bytes(req, "application/json", document_json, document_json_size);
}

/* Every address that can be read without knowing a code. */
bool service_index(struct request *req)
{
    const struct column columns[] = {
        {"path", COLUMN_TEXT}, {"summary", COLUMN_TEXT}, {"scope", COLUMN_TEXT}};
    struct table *table = table_new(req->arena, columns, 3);
    for (size_t i = 0; i < operation_count; i++) {
        const struct operation *operation = &operations[i];
        if (operation->method != METHOD_GET || strchr(operation->path, '{'))
            continue;
        size_t row = table_add_row(req->arena, table);
        table_set(table, row, "path", operation->path);
        table_set(table, row, "summary", operation->summary);
        table_set(table, row, "scope", operation->scope);
    }
    return reply_rows(req, 200, table);
}
