#include "listed.h"

#include <stdlib.h>

#include "csv.h"
#include "db.h"
#include "request.h"
#include "scalar.h"

static const char *joined(struct arena *arena, const json_t *texts)
{
    struct buffer *list = buffer_new(arena, 64);
    size_t i;
    json_t *text;
    json_array_foreach(texts, i, text)
        buffer_printf(list, "%s%s", i ? "|" : "", json_string_value(text));
    return list->bytes;
}

static const char *text_of(struct arena *arena, const json_t *value)
{
    return json_is_array(value) ? joined(arena, value) : scalar_text(arena, value);
}

static json_t *cells_of(struct request *req, json_t *object)
{
    json_t *cells = json_object(), *value;
    const char *name;
    json_object_foreach(object, name, value) {
        const char *text = text_of(req->arena, value);
        if (text && (*text || json_is_array(value)))
            json_object_set_new(cells, name, json_string(text));
    }
    return cells;
}

static void bind_rows(struct request *req, const char *member)
{
    json_t *rows = request_own_json(req, json_array()), *object;
    size_t i;
    json_array_foreach(json_object_get(req->json, member), i, object)
        json_array_append_new(
            rows, json_pack("{sI so}", "row", (json_int_t)i, "cells", cells_of(req, object)));
    char *text = json_dumps(rows, JSON_COMPACT);
    request_bind(req, "rows", arena_strdup(req->arena, text));
    free(text);
    request_bind(req, "columns", "[]");
}

static void place_faults(struct request *req, const char *member)
{
    size_t i;
    json_t *error;
    json_array_foreach(req->problem.errors, i, error) {
        const char *column = json_string_value(json_object_get(error, "column"));
        if (!column)
            continue;
        json_int_t row = json_integer_value(json_object_get(error, "row"));
        bool whole = json_object_get(req->json, column) != NULL;
        json_object_set_new(error, "pointer",
                            whole ? json_sprintf("/%s", column)
                                  : json_sprintf("/%s/%lld/%s", member, (long long)row, column));
        json_object_del(error, "row");
        json_object_del(error, "column");
    }
}

bool listed_query(struct request *req, const char *member, const struct query *query,
                  struct table **rows)
{
    if (req->body_media == MEDIA_CSV)
        return csv_bind_rows(req, FILE_ROWS_MAX) && db_query(req, query, rows);
    bind_rows(req, member);
    if (db_query(req, query, rows))
        return true;
    place_faults(req, member);
    return false;
}
