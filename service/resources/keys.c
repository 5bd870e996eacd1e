#include <string.h>

#include "application.h"
#include "db.h"
#include "key.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "role.h"
#include "table.h"
#include "text.h"

bool identity_read(struct request *req)
{
    const struct caller *caller = &req->caller;
    request_bind(req, "scopes", caller->scopes);
    request_bind(req, "programs", caller->programs);
    request_bind(req, "regions", caller->regions);
    request_bind(req, "practices", caller->practices);
    return perform_item(req, &query_identity_read);
}

bool key_list(struct request *req)
{
    return perform_list(req, &query_key_list);
}

/* The row with one more column, the key itself: it is nowhere else. */
static const struct table *with_text(struct request *req, const struct table *row, const char *text)
{
    size_t count = row->column_count;
    struct column *columns = arena_array(req->arena, struct column, count + 1);
    memcpy(columns, row->columns, count * sizeof *columns);
    columns[count] = (struct column){"text", COLUMN_TEXT};
    struct table *table = table_new(req->arena, columns, count + 1);
    table_add_row(req->arena, table);
    memcpy(table->cells, row->cells, count * sizeof *row->cells);
    table->cells[count] = text;
    req->reply.given = text;
    return table;
}

/* What is granted, and the limits that go with it. */
static void bind_grant(struct request *req, const char *role_name, const char *scopes)
{
    const struct role *role = role_name ? role_find(role_name) : NULL;
    request_bind(req, "granted", role ? role->scopes : scopes ? scopes : "");
    request_bind(req, "needs", role ? role->limits : "");
}

bool key_create(struct request *req)
{
    struct table *row;
    bind_grant(req, json_string_value(json_object_get(req->json, "role")), NULL);
    request_bind(req, "all_scopes", all_scopes);
    const char *text = key_make(req, "key");
    return db_row(req, &query_key_create, &row) && reply_item(req, 201, with_text(req, row, text));
}

bool key_read(struct request *req)
{
    return perform_item(req, &query_key_read);
}

bool key_revoke(struct request *req)
{
    return perform_item(req, &query_key_revoke);
}

bool key_rotate(struct request *req)
{
    struct table *row;
    json_t *hours = json_object_get(req->json, "overlap_hours");
    request_bind(req, "overlap_hours",
                 hours ? arena_printf(req->arena, "%d", (int)json_integer_value(hours)) : "24");
    if (!db_row(req, &query_key_read, &row))
        return false;
    bind_grant(req, table_get(row, 0, "role"), table_get(row, 0, "scopes"));
    const char *text = key_make(req, "successor");
    return db_row(req, &query_key_rotate, &row) && reply_item(req, 201, with_text(req, row, text));
}

bool revocation_list(struct request *req)
{
    return perform_list(req, &query_revocation_list);
}

bool revocation_create(struct request *req)
{
    return perform_create(req, &query_revocation_create);
}
