#include <string.h>

#include "pipeline.h"
#include "request.h"
#include "schema.h"
#include "text.h"

static const struct parameter *parameter_named(const struct operation *operation, const char *name,
                                               enum place place)
{
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        if (parameter->place == place && !strcmp(parameter->schema.name, name))
            return parameter;
    }
    return NULL;
}

/* One name=value of the query. A parameter that is not known is refused: a
 * typing error in a filter must not widen a report in silence. */
static void take_pair(struct request *req, const char *pair, size_t length)
{
    size_t split = 0;
    while (split < length && pair[split] != '=')
        split++;
    const char *name = text_decode(req->arena, pair, split, true);
    size_t rest = split < length ? length - split - 1 : 0;
    const char *value = text_decode(req->arena, pair + length - rest, rest, true);
    if (!name || !value)
        fault_add(req, "parameter", name ? name : "?", "invalid_format", "is not encoded as UTF-8");
    else if (!parameter_named(req->operation, name, PLACE_QUERY))
        fault_add(req, "parameter", name, "unknown", "is not known here");
    else if (request_value(req, name))
        fault_add(req, "parameter", name, "repeated", "is given more than once");
    else
        request_bind(req, name, value);
}

static void take_query(struct request *req)
{
    const char *at = req->query ? req->query : "";
    while (*at) {
        size_t length = strcspn(at, "&");
        if (length)
            take_pair(req, at, length);
        at += length + (at[length] == '&');
    }
}

static void check_parameter(struct request *req, const struct parameter *parameter)
{
    const struct schema *schema = &parameter->schema;
    if (parameter->place == PLACE_HEADER)
        return;
    const char *text = request_value(req, schema->name);
    if (text)
        schema_check_parameter(req, schema, text);
    else if (parameter->place == PLACE_PATH)
        fault_add(req, "parameter", schema->name, "invalid_format", "is not encoded as UTF-8");
    else if (parameter->fallback)
        request_bind(req, schema->name, parameter->fallback);
    else if (schema->required)
        fault_add(req, "parameter", schema->name, "missing", "is required");
}

/* The cursor of a page is the list's operation and the key of the last row
 * that was shown. */
static void open_cursor(struct request *req)
{
    const char *cursor = request_value(req, "cursor");
    size_t size = 0;
    if (!cursor)
        return;
    char *key = text_unbase64(req->arena, cursor, &size);
    size_t name = strlen(req->operation->id);
    if (key && text_is_utf8(key, size) && !strncmp(key, req->operation->id, name) &&
        key[name] == ' ')
        request_bind(req, "after", key + name + 1);
    else
        fault_add(req, "parameter", "cursor", "invalid_format", "is not a cursor that was given");
}

bool field_check(struct request *req)
{
    const struct operation *operation = req->operation;
    take_query(req);
    for (size_t i = 0; i < operation->parameter_count; i++)
        check_parameter(req, &operation->parameters[i]);
    open_cursor(req);
    return faults_raise(req, PROBLEM_PARAMETER);
}
