#include "audit.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "pipeline.h"
#include "request.h"
#include "stream.h"
#include "table.h"

bool audit_wanted(const struct request *req)
{
    const struct operation *operation = req->operation;
    return operation && req->caller.name &&
           (operation->audited == AUDITED_ALWAYS || req->audit.parts || req->refused);
}

/* Whether one of the names in a list, each up to a colon, is practice. */
static bool mentions_practice(const char *list)
{
    static const char name[] = "practice";
    for (; list && *list; list += strcspn(list, ","), list += *list == ',')
        if (strcspn(list, ":,") == sizeof name - 1 && !strncmp(list, name, sizeof name - 1))
            return true;
    return false;
}

bool audit_foresee(struct request *req)
{
    const struct caller *caller = &req->caller;
    req->audit.parts = req->operation->audited == AUDITED_UNLESS_WHOLE &&
                       (caller->quota || caller_is_limited(caller, "regions practices") ||
                        mentions_practice(request_value(req, "strata")) ||
                        mentions_practice(request_value(req, "compare")) ||
                        mentions_practice(request_value(req, "by")) ||
                        mentions_practice(request_value(req, "filter")));
    return true;
}

bool audit_due(const struct request *req)
{
    return audit_wanted(req) && (req->refused || req->audit.reached) &&
           (stream_begun(req) ||
            (req->problem.kind != PROBLEM_RATE && req->problem.kind != PROBLEM_UNAVAILABLE));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Quoted, because NULL is a code like any other; nothing in a code needs more. */
static const char *array_of(struct arena *arena, const char **codes, size_t count)
{
    struct buffer *text = buffer_new(arena, 64 + count * 8);
    qsort(codes, count, sizeof *codes, by_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(codes[i], codes[i - 1]) != 0)
            buffer_printf(text, "%c\"%s\"", i ? ',' : '{', codes[i]);
    buffer_char(text, '}');
    return text->bytes;
}

void audit_name(struct request *req, const char *practice)
{
    struct named *named = arena_alloc(req->arena, sizeof *named);
    *named = (struct named){practice, req->audit.named};
    req->audit.named = named;
    req->audit.named_count++;
}

/* A cell names a practice, or two that a report compares. */
static void name_cell(struct request *req, const char *cell)
{
    const char *second = strstr(cell, " vs ");
    audit_name(req, second ? arena_strndup(req->arena, cell, (size_t)(second - cell)) : cell);
    if (second)
        audit_name(req, second + strlen(" vs "));
}

void audit_note(struct request *req, const struct table *rows, size_t count)
{
    size_t column = table_column(rows, "practice");
    if (!audit_wanted(req))
        return;
    if (column == rows->column_count)
        column = table_column(rows, "_practice");
    for (size_t i = 0; column < rows->column_count && i < count; i++)
        if (table_cell(rows, i, column))
            name_cell(req, table_cell(rows, i, column));
    if (strstr(req->operation->path, "{practice}"))
        audit_name(req, request_value(req, "practice"));
    audit_count(req, count);
}

void audit_count(struct request *req, size_t rows)
{
    size_t found = 0;
    const char **codes = arena_array(req->arena, const char *, req->audit.named_count + 1);
    for (const struct named *named = req->audit.named; named; named = named->next)
        codes[found++] = named->practice;
    req->audit.rows = rows;
    req->audit.practices = found ? array_of(req->arena, codes, found) : NULL;
}

static const char *outcome(const struct request *req)
{
    if (req->refused || req->problem.kind == PROBLEM_FORBIDDEN)
        return "refused";
    if (req->problem.kind && !stream_begun(req))
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
    bool problem = req->problem.kind != PROBLEM_NONE;
    bool failed = problem && !stream_begun(req); /* what was sent before it was cut, was shown */
    request_bind(req, "audit_outcome", outcome(req));
    request_bind(req, "audit_problem", problem ? problem_slug(req->problem.kind) : NULL);
    request_bind(req, "audit_object", object(req));
    request_bind(req, "audit_rows",
                 failed ? NULL : arena_printf(req->arena, "%zu", req->audit.rows));
    request_bind(req, "audit_practices", failed ? NULL : req->audit.practices);
}

/* Whether it was the database that did not accept the credential. */
static bool has_lapsed(const struct request *req)
{
    return req->problem.kind == PROBLEM_UNAUTHENTICATED && (req->caller.key || req->caller.issuer);
}

bool audit_close(struct request *req)
{
    if (has_lapsed(req))
        caller_lapsed(req);
    bool good = db_finish(req);
    if (!good && has_lapsed(req)) { /* what was remembered of the caller came this far */
        caller_lapsed(req);
        good = db_finish(req);
    }
    if (!good)
        req->reply = (struct reply){0};
    return good;
}
