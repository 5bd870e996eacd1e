#include "audit.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "request.h"
#include "table.h"

bool audit_wanted(const struct request *req)
{
    return req->operation && req->operation->audited && req->caller.name;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Codes need no quoting in an array of SQL. */
static const char *array_of(struct arena *arena, const char **codes, size_t count)
{
    struct buffer *text = buffer_new(arena, 64 + count * 8);
    qsort(codes, count, sizeof *codes, by_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(codes[i], codes[i - 1]) != 0)
            buffer_printf(text, "%c%s", i ? ',' : '{', codes[i]);
    buffer_char(text, '}');
    return text->bytes;
}

static bool path_names_practice(const struct request *req)
{
    return strstr(req->operation->path, "{practice}") != NULL;
}

void audit_note(struct request *req, const struct table *rows, size_t count)
{
    if (!audit_wanted(req))
        return;
    size_t column = table_column(rows, "practice"), found = 0;
    if (column == rows->column_count)
        column = table_column(rows, "_practice");
    const char **codes = arena_array(req->arena, const char *, count + 1);
    for (size_t i = 0; column < rows->column_count && i < count; i++)
        if (table_cell(rows, i, column))
            codes[found++] = table_cell(rows, i, column);
    if (path_names_practice(req))
        codes[found++] = request_value(req, "practice");
    req->audit.rows = count;
    req->audit.practices = found ? array_of(req->arena, codes, found) : NULL;
}

static const char *outcome(const struct request *req)
{
    if (req->refused || req->problem.kind == PROBLEM_FORBIDDEN)
        return "refused";
    if (req->problem.kind)
        return "rejected";
    return req->operation->method == METHOD_GET ? "read" : "written";
}

/* The address with what is a code among its parameters, and no free text. */
static const char *object(struct request *req)
{
    struct buffer *text = buffer_new(req->arena, 256);
    buffer_text(text, req->audit.object ? req->audit.object : req->target);
    char mark = '?';
    for (size_t i = 0; i < req->operation->parameter_count; i++) {
        const struct parameter *parameter = &req->operation->parameters[i];
        const char *value = request_value(req, parameter->schema.name);
        bool plain = parameter->schema.kind != SCHEMA_TEXT || parameter->schema.choices;
        if (parameter->place == PLACE_QUERY && plain && value) {
            buffer_printf(text, "%c%s=%s", mark, parameter->schema.name, value);
            mark = '&';
        }
    }
    return text->bytes;
}

void audit_bind(struct request *req)
{
    bool failed = req->problem.kind != PROBLEM_NONE;
    request_bind(req, "audit_outcome", outcome(req));
    request_bind(req, "audit_problem", failed ? problem_slug(req->problem.kind) : NULL);
    request_bind(req, "audit_object", object(req));
    request_bind(req, "audit_rows",
                 failed ? NULL : arena_printf(req->arena, "%zu", req->audit.rows));
    request_bind(req, "audit_practices", failed ? NULL : req->audit.practices);
}

bool audit_close(struct request *req)
{
    bool lapsed = req->problem.kind == PROBLEM_UNAUTHENTICATED && !req->refused && req->caller.name;
    if (lapsed)
        caller_lapsed(req);
    if (db_finish(req))
        return true;
    req->reply = (struct reply){0};
    return false;
}
