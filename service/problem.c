#include "problem.h"

#include <string.h>

#include "request.h"
#include "text.h"

static const struct kind {
    int status;
    const char *slug, *title;
} kinds[PROBLEM_KINDS] = {
#define PROBLEM(kind, status, slug, title) [PROBLEM_##kind] = {status, slug, title},
#include "problem.def"
#undef PROBLEM
};

int problem_status(enum problem_kind kind)
{
    return kinds[kind].status;
}

const char *problem_slug(enum problem_kind kind)
{
    return kinds[kind].slug;
}

const char *problem_title(enum problem_kind kind)
{
    return kinds[kind].title;
}

const char *problem_advice(enum problem_kind kind)
{
    switch (kind) {
    case PROBLEM_NOT_FOUND:
        return "There is no such thing, or not for this key.";
    case PROBLEM_PRECONDITION:
        return "Read it again, and send its new ETag as If-Match.";
    case PROBLEM_CONFLICT:
        return "It is there already.";
    default:
        return "Nothing was stored.";
    }
}

enum problem_kind problem_of_slug(const char *slug)
{
    for (int kind = PROBLEM_NONE + 1; kind < PROBLEM_KINDS; kind++)
        if (!strcmp(kinds[kind].slug, slug))
            return (enum problem_kind)kind;
    return PROBLEM_INTERNAL;
}

bool problem_raise(struct request *req, enum problem_kind kind, const char *detail, ...)
{
    if (req->problem.kind)
        return false;
    va_list args;
    va_start(args, detail);
    req->problem.kind = kind;
    req->problem.detail = arena_vprintf(req->arena, detail, args);
    va_end(args);
    return false;
}

/* The list for one more fault; NULL where no more are listed. */
static json_t *list_for_more(struct request *req)
{
    struct problem *problem = &req->problem;
    if (problem->kind || problem->error_count++ >= PROBLEM_ERRORS_MAX)
        return NULL;
    if (!problem->errors)
        problem->errors = request_own_json(req, json_array());
    return problem->errors;
}

void fault_add(struct request *req, const char *place, const char *where, const char *code,
               const char *detail, ...)
{
    json_t *list = list_for_more(req);
    if (!list)
        return;
    va_list args;
    va_start(args, detail);
    const char *text = arena_vprintf(req->arena, detail, args);
    va_end(args);
    json_array_append_new(list,
                          json_pack("{ss ss ss}", place, where, "code", code, "detail", text));
}

void fault_add_row(struct request *req, size_t row, const char *column, const char *code,
                   const char *detail, ...)
{
    json_t *list = list_for_more(req);
    if (!list)
        return;
    va_list args;
    va_start(args, detail);
    const char *text = arena_vprintf(req->arena, detail, args);
    va_end(args);
    json_array_append_new(list,
                          json_pack("{sI ss ss ss}", "row", (json_int_t)row, "column",
                                    text_clip(req->arena, column), "code", code, "detail", text));
}

bool faults_raise(struct request *req, enum problem_kind kind)
{
    size_t count = req->problem.error_count;
    if (count == 0)
        return true;
    return problem_raise(req, kind, "%zu fault%s found; nothing was stored.", count,
                         count == 1 ? "" : "s");
}
