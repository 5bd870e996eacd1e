#include <stdlib.h>
#include <string.h>

#include "pipeline.h"
#include "reply.h"
#include "request.h"
#include "text.h"

const char *const method_names[METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

/* Walks the template and the target segment by segment; true where they fit.
 * With values, notes each {parameter}. */
static bool template_fits(struct request *req, const char *path, const char *target, bool values)
{
    while (*path && *target) {
        size_t length = strcspn(target + 1, "/"), expected = strcspn(path + 1, "/");
        if (path[1] == '{' && length > 0) {
            if (values)
                request_bind(req, arena_strndup(req->arena, path + 2, expected - 2),
                             text_decode(req->arena, target + 1, length, false));
        } else if (length != expected || strncmp(path + 1, target + 1, length) != 0) {
            return false;
        }
        path += expected + 1;
        target += length + 1;
    }
    return !*path && !*target;
}

static bool method_fits(const struct request *req, const struct operation *operation)
{
    const char *method = req->head ? "GET" : req->method;
    return !strcmp(method, method_names[operation->method]);
}

/* The operation for target; where only the method is wrong, what is allowed
 * is added to the text. */
static const struct operation *find(struct request *req, const char *target, struct buffer *allowed)
{
    for (size_t i = 0; i < operation_count; i++) {
        const struct operation *operation = &operations[i];
        if (!template_fits(req, operation->path, target, false))
            continue;
        if (method_fits(req, operation))
            return operation;
        buffer_printf(allowed, "%s%s", allowed->size ? ", " : "", method_names[operation->method]);
        if (operation->method == METHOD_GET)
            buffer_text(allowed, ", HEAD");
    }
    return NULL;
}

/* /v1/programs.csv asks for /v1/programs as CSV. */
static const char *without_suffix(struct request *req, const char *target)
{
    const char *dot = strrchr(target, '.');
    for (enum media media = MEDIA_NONE + 1; dot && media < MEDIA_COUNT; media++)
        if (media_names[media] && !strcmp(dot + 1, media_names[media])) {
            req->media = media;
            return arena_strndup(req->arena, target, (size_t)(dot - target));
        }
    return NULL;
}

static bool answer_options(struct request *req, const char *allowed)
{
    reply_header(req, "Allow", arena_printf(req->arena, "%s, OPTIONS", allowed));
    reply_header(req, "Access-Control-Allow-Methods", allowed);
    reply_header(req, "Access-Control-Allow-Headers",
                 "Authorization, Content-Type, If-Match, If-None-Match, X-Purpose, X-Request-Id");
    reply_header(req, "Access-Control-Max-Age", "600");
    req->reply.status = 204;
    return false;
}

bool route_match(struct request *req)
{
    req->head = !strcmp(req->method, "HEAD");
    struct buffer *allowed = buffer_new(req->arena, 64);
    const char *target = req->target;
    req->operation = find(req, target, allowed);
    if (!req->operation && !allowed->size && (target = without_suffix(req, target)))
        req->operation = find(req, target, allowed);
    if (req->operation)
        return template_fits(req, req->operation->path, target, true);
    if (!allowed->size)
        return problem_raise(req, PROBLEM_NOT_FOUND, "There is nothing at this path.");
    if (!strcmp(req->method, "OPTIONS"))
        return answer_options(req, allowed->bytes);
    reply_header(req, "Allow", arena_printf(req->arena, "%s, OPTIONS", allowed->bytes));
    return problem_raise(req, PROBLEM_METHOD, "Allowed here: %s.", allowed->bytes);
}
