#include "strict.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "text.h"

#define DEPTH_MAX 16
#define VALUES_MAX 20000
#define NAME_MAX_BYTES 256

bool json_within(const char *text, size_t depth_max, size_t values_max)
{
    size_t depth = 0, values = 0;
    bool quoted = false;
    for (const char *c = text; *c; c++) {
        if (*c == '\\' && quoted && c[1])
            c++;
        else if (*c == '"')
            quoted = !quoted;
        else if (!quoted && (*c == '{' || *c == '['))
            values++, depth++;
        else if (!quoted && (*c == '}' || *c == ']'))
            depth -= depth > 0;
        else if (!quoted && *c == ',')
            values++;
        if (depth > depth_max || values > values_max)
            return false;
    }
    return true;
}

json_t *json_strict(const char *bytes, size_t size)
{
    if (!text_is_utf8(bytes, size) || !json_within(bytes, DEPTH_MAX, VALUES_MAX))
        return NULL;
    json_t *json = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(json))
        return json;
    json_decref(json);
    return NULL;
}

json_t *json_strict_base64(struct arena *arena, const char *text)
{
    size_t size;
    const char *bytes = text_unbase64(arena, text, &size);
    return bytes ? json_strict(bytes, size) : NULL;
}

bool json_holds(const json_t *value, const char *text)
{
    const char *one;
    for (size_t i = 0; (one = json_text_at(value, i)); i++)
        if (!strcmp(one, text))
            return true;
    return false;
}

bool json_is_texts(const json_t *value)
{
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!json_is_string(json_array_get(value, i)))
            return false;
    return json_is_string(value) || json_is_array(value);
}

const char *json_text_at(const json_t *value, size_t index)
{
    if (json_is_array(value))
        return json_string_value(json_array_get(value, index));
    return index == 0 ? json_string_value(value) : NULL;
}

/* The member's name that the pointer begins with, and what follows it. */
static const char *next_name(const char *pointer, char name[NAME_MAX_BYTES])
{
    size_t size = 0;
    for (pointer++; *pointer && *pointer != '/'; pointer++) {
        bool escaped = *pointer == '~' && (pointer[1] == '0' || pointer[1] == '1');
        if (size + 1 == NAME_MAX_BYTES || (*pointer == '~' && !escaped))
            return NULL;
        if (escaped)
            pointer++;
        name[size++] = escaped ? (*pointer == '1' ? '/' : '~') : *pointer;
    }
    name[size] = '\0';
    return pointer;
}

const json_t *json_at(const json_t *object, const char *pointer)
{
    char name[NAME_MAX_BYTES];
    if (!pointer)
        return NULL;
    while (object && *pointer == '/') {
        pointer = next_name(pointer, name);
        object = pointer ? json_object_get(object, name) : NULL;
    }
    return object;
}

bool json_is_pointer(const char *text)
{
    char name[NAME_MAX_BYTES];
    if (*text != '/')
        return false;
    while (text && *text)
        text = next_name(text, name);
    return text != NULL;
}
