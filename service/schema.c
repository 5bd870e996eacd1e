#include "schema.h"

#include <string.h>

#include "request.h"
#include "text.h"

/* Where a value stands: what is said of it is said of this place. */
struct spot {
    struct request *req;
    const char *place; /* "parameter" or "pointer" */
    const char *where;
};

static void check_value(const struct spot *spot, const struct schema *schema, const json_t *value);

static void complain(const struct spot *spot, const char *code, const char *detail)
{
    fault_add(spot->req, spot->place, spot->where, code, "%s", detail);
}

static const char *choices_text(struct arena *arena, const struct schema *schema)
{
    struct buffer *text = buffer_new(arena, 128);
    for (size_t i = 0; schema->choices[i]; i++)
        buffer_printf(text, "%s%s", i ? ", " : "", schema->choices[i]);
    return text->bytes;
}

static bool is_choice(const struct schema *schema, const char *text)
{
    for (size_t i = 0; schema->choices[i]; i++)
        if (!strcmp(schema->choices[i], text))
            return true;
    return false;
}

static bool is_codes(const char *text)
{
    while (true) {
        size_t length = strcspn(text, ",");
        if (!text_is_code(text, length))
            return false;
        if (!text[length])
            return true;
        text += length + 1;
    }
}

/* What the kind of a text asks for; NULL where the text is that. */
static const char *shape_fault(enum schema_kind kind, const char *text)
{
    switch (kind) {
    case SCHEMA_CODE:
        return text_is_code(text, strlen(text)) ? NULL : "must be 1 to 64 of A-Z a-z 0-9 _ - .";
    case SCHEMA_CODES:
        return is_codes(text) ? NULL : "must be codes, separated by commas";
    case SCHEMA_DATE:
        return text_is_date(text) ? NULL : "must be a date, YYYY-MM-DD";
    case SCHEMA_TIMESTAMP:
        return text_is_timestamp(text) ? NULL : "must be a time as in RFC 3339, with offset";
    case SCHEMA_UUID:
        return text_is_uuid(text) ? NULL : "must be a UUID";
    default:
        return NULL;
    }
}

static void check_text(const struct spot *spot, const struct schema *schema, const char *text)
{
    struct arena *arena = spot->req->arena;
    const char *fault = shape_fault(schema->kind, text);
    size_t length = text_length(text);
    if (fault)
        complain(spot, "invalid_format", fault);
    else if (schema->choices && !is_choice(schema, text))
        complain(spot, "not_allowed",
                 arena_printf(arena, "must be one of: %s", choices_text(arena, schema)));
    else if (length < schema->min_size)
        complain(spot, "too_short",
                 arena_printf(arena, "must have at least %zu characters", schema->min_size));
    else if (schema->max_size && length > schema->max_size)
        complain(spot, "too_long",
                 arena_printf(arena, "must have at most %zu characters", schema->max_size));
}

static void check_number(const struct spot *spot, const struct schema *schema, double number)
{
    struct arena *arena = spot->req->arena;
    if (schema->bounded_below && number < schema->minimum)
        complain(spot, "too_small", arena_printf(arena, "must be at least %g", schema->minimum));
    if (schema->bounded_above && number > schema->maximum)
        complain(spot, "too_large", arena_printf(arena, "must be at most %g", schema->maximum));
}

void schema_check_parameter(struct request *req, const struct schema *schema, const char *text)
{
    struct spot spot = {req, "parameter", schema->name};
    long long integer;
    double number;
    switch (schema->kind) {
    case SCHEMA_INTEGER:
        if (!text_to_integer(text, &integer))
            complain(&spot, "invalid_type", "must be a whole number");
        else
            check_number(&spot, schema, (double)integer);
        break;
    case SCHEMA_NUMBER:
        if (!text_to_number(text, &number))
            complain(&spot, "invalid_type", "must be a number");
        else
            check_number(&spot, schema, number);
        break;
    case SCHEMA_BOOLEAN:
        if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
            complain(&spot, "invalid_type", "must be true or false");
        break;
    default:
        check_text(&spot, schema, text);
    }
}

/* A member's name inside a JSON Pointer: ~ and / are escaped (RFC 6901). */
static const char *pointer_to(struct request *req, const char *parent, const char *name)
{
    name = text_clip(req->arena, name);
    struct buffer *pointer = buffer_new(req->arena, strlen(parent) + strlen(name) + 8);
    buffer_printf(pointer, "%s/", parent);
    for (; *name; name++) {
        if (*name == '~' || *name == '/')
            buffer_text(pointer, *name == '~' ? "~0" : "~1");
        else
            buffer_char(pointer, *name);
    }
    return pointer->bytes;
}

static const struct schema *member_named(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->member_count; i++)
        if (!strcmp(schema->members[i].name, name))
            return &schema->members[i];
    return schema->rest;
}

static void check_object(const struct spot *spot, const struct schema *schema, const json_t *object)
{
    struct request *req = spot->req;
    for (size_t i = 0; i < schema->member_count; i++)
        if (schema->members[i].required && !json_object_get(object, schema->members[i].name))
            fault_add(req, spot->place, pointer_to(req, spot->where, schema->members[i].name),
                      "missing", "is required");
    if (json_object_size(object) < schema->min_size)
        complain(spot, "too_few", "has too few members");
    if (schema->max_size && json_object_size(object) > schema->max_size)
        complain(spot, "too_many", "has too many members");
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        struct spot inner = {req, spot->place, pointer_to(req, spot->where, name)};
        const struct schema *member = member_named(schema, name);
        if (member)
            check_value(&inner, member, value);
        else if (!schema->open)
            complain(&inner, "unknown", "is not known here");
    }
}

static void check_array(const struct spot *spot, const struct schema *schema, const json_t *array)
{
    if (json_array_size(array) < schema->min_size)
        complain(spot, "too_few", "has too few items");
    if (json_array_size(array) > schema->max_size) {
        complain(spot, "too_many", "has too many items");
        return;
    }
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        struct spot inner = {spot->req, spot->place, pointer_to(spot->req, spot->where, index)};
        check_value(&inner, schema->members, item);
    }
}

static const char *type_fault(enum schema_kind kind, const json_t *value)
{
    switch (kind) {
    case SCHEMA_ANY:
        return NULL;
    case SCHEMA_SCALAR:
        return json_is_object(value) || json_is_array(value)
                   ? "must be a text, a number, true or false"
                   : NULL;
    case SCHEMA_INTEGER:
        return json_is_integer(value) ? NULL : "must be a whole number";
    case SCHEMA_NUMBER:
        return json_is_number(value) ? NULL : "must be a number";
    case SCHEMA_BOOLEAN:
        return json_is_boolean(value) ? NULL : "must be true or false";
    case SCHEMA_OBJECT:
        return json_is_object(value) ? NULL : "must be an object";
    case SCHEMA_ARRAY:
        return json_is_array(value) ? NULL : "must be an array";
    default:
        return json_is_string(value) ? NULL : "must be a text";
    }
}

static void check_value(const struct spot *spot, const struct schema *schema, const json_t *value)
{
    if (schema->nullable && json_is_null(value))
        return;
    const char *fault = type_fault(schema->kind, value);
    if (fault)
        complain(spot, "invalid_type", fault);
    else if (schema->kind == SCHEMA_OBJECT)
        check_object(spot, schema, value);
    else if (schema->kind == SCHEMA_ARRAY)
        check_array(spot, schema, value);
    else if (json_is_number(value))
        check_number(spot, schema, json_number_value(value));
    else if (json_is_string(value))
        check_text(spot, schema, json_string_value(value));
}

void schema_check_body(struct request *req, const struct schema *schema, const json_t *body)
{
    check_value(&(struct spot){req, "pointer", ""}, schema, body);
}
