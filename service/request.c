#include "request.h"

#include <string.h>
#include <strings.h>
#include <time.h>

struct value {
    const char *name, *text;
    struct value *older;
};

const char *request_header(const struct request *req, const char *name)
{
    for (size_t i = 0; i < req->header_count; i++)
        if (!strcasecmp(req->headers[i].name, name))
            return req->headers[i].value;
    return NULL;
}

const char *request_value(const struct request *req, const char *name)
{
    for (const struct value *value = req->values; value; value = value->older)
        if (!strcmp(value->name, name))
            return value->text;
    return NULL;
}

void request_bind(struct request *req, const char *name, const char *text)
{
    struct value *value = arena_alloc(req->arena, sizeof *value);
    *value = (struct value){name, text, req->values};
    req->values = value;
}

static void json_release(void *object)
{
    json_decref(object);
}

json_t *request_own_json(struct request *req, json_t *json)
{
    if (json)
        arena_defer(req->arena, json_release, json);
    return json;
}
