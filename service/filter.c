#include "filter.h"

#include <stdlib.h>
#include <string.h>

#include "request.h"

/* clinician|private -> ["clinician", "private"] */
static json_t *values_of(const char *text, size_t length)
{
    json_t *values = json_array();
    for (size_t at = 0; at < length;) {
        size_t size = strcspn(text + at, "|,");
        json_array_append_new(values, json_stringn(text + at, size));
        at += size + 1;
    }
    return values;
}

/* ownership:clinician|private,rurality:rural -> {"ownership": [...], ...} */
static void parse_filter(struct request *req, const char *text, json_t *filter)
{
    while (text && *text) {
        size_t length = strcspn(text, ","), name = strcspn(text, ":,");
        const char *attribute = arena_strndup(req->arena, text, name);
        if (name == 0 || name + 1 >= length)
            fault_add(req, "parameter", "filter", "invalid_format",
                      "filter must be like ownership:clinician|private,rurality:rural");
        else if (json_object_get(filter, attribute))
            fault_add(req, "parameter", "filter", "repeated", "%s is there twice", attribute);
        else
            json_object_set_new(filter, attribute, values_of(text + name + 1, length - name - 1));
        text += length + (text[length] == ',');
    }
}

bool filter_read(struct request *req)
{
    json_t *filter = json_object_get(req->json, "filter"), *practice;
    size_t i;
    if (!filter) {
        filter = request_own_json(req, json_object());
        parse_filter(req, request_value(req, "filter"), filter);
    }
    json_array_foreach(json_object_get(filter, "practice"), i, practice)
        audit_name(req, json_string_value(practice));
    char *json = json_dumps(filter, JSON_COMPACT);
    arena_defer(req->arena, free, json);
    request_bind(req, "filter", json);
    return faults_raise(req, PROBLEM_INVALID);
}
