#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "monotonic.h"
#include "request.h"
#include "stream.h"

static json_t *line_new(const char *level, const char *event)
{
    struct timespec now;
    struct tm utc;
    char stamp[40], text[64];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text, sizeof text, "%s.%03ldZ", stamp, now.tv_nsec / 1000000);
    return json_pack("{ss ss ss}", "time", text, "level", level, "event", event);
}

/* One write a line, so that lines of several threads stay whole. */
static void line_write(json_t *line)
{
    char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(line);
    if (!text)
        return;
    flockfile(stdout);
    fputs(text, stdout);
    fputc('\n', stdout);
    fflush(stdout);
    funlockfile(stdout);
    free(text);
}

static void put(json_t *line, const char *name, const char *text)
{
    if (text)
        json_object_set_new(line, name, json_string(text));
}

static json_int_t bytes_of(const struct request *req)
{
    if (stream_begun(req))
        return (json_int_t)stream_sent(req);
    return req->reply.body ? (json_int_t)req->reply.body->size : 0;
}

void log_request(const struct request *req)
{
    int status = req->reply.status;
    bool cut = stream_begun(req) && req->problem.kind;
    json_t *line = line_new(status >= 500 ? "error" : cut ? "warning" : "info", "request");
    put(line, "id", req->id);
    put(line, "operation", req->operation ? req->operation->id : NULL);
    put(line, "method", req->method);
    put(line, "path", req->target);
    put(line, "caller", req->caller.name);
    put(line, "peer", req->peer);
    if (req->problem.kind)
        put(line, "problem", problem_slug(req->problem.kind));
    put(line, "audit", req->audit.anchor);
    put(line, "cache", cache_names[req->fresh.cache]);
    put(line, "cut", cut ? req->problem.detail : NULL);
    json_object_set_new(line, "status", json_integer(status));
    json_object_set_new(line, "bytes", json_integer(bytes_of(req)));
    json_object_set_new(line, "ms", json_real((double)(clock_ns() - req->started_ns) / 1e6));
    json_object_set_new(line, "database_ms", json_real((double)req->database_ns / 1e6));
    line_write(line);
}

void log_event(const char *level, const char *event, ...)
{
    json_t *line = line_new(level, event);
    va_list args;
    va_start(args, event);
    const char *name;
    while ((name = va_arg(args, const char *)))
        put(line, name, va_arg(args, const char *));
    va_end(args);
    line_write(line);
}
