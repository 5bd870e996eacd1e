#ifndef CONTINUUM_STRICT_H
#define CONTINUUM_STRICT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/*
 * JSON that others wrote, taken only where every reader reads the same in it.
 */

/* Whether the text nests at most so deep and holds about so many values; a look
 * at it before it is parsed, because a parser's stack and memory pay for both. */
bool json_within(const char *text, size_t depth, size_t values);

/* One object in UTF-8, at most 16 deep, of at most 20,000 values, no member
 * named twice, no NUL; or NULL. For the caller to release. */
json_t *json_strict(const char *bytes, size_t size) __attribute__((warn_unused_result));

/* The bytes of the same as base64url without padding, decoded first. */
struct arena;
json_t *json_strict_base64(struct arena *arena, const char *text)
    __attribute__((warn_unused_result));

/* Whether the value is the text, or an array that holds it. */
bool json_holds(const json_t *value, const char *text);

/* Whether the value is a text, or an array of nothing but texts. */
bool json_is_texts(const json_t *value);

/* The texts of such a value by number; NULL past the last. */
const char *json_text_at(const json_t *value, size_t index);

/* What a JSON pointer names in an object, through objects alone; NULL where
 * there is nothing, or no pointer was given. */
const json_t *json_at(const json_t *object, const char *pointer);

/* Whether the text is such a pointer: "/a/b", with ~1 for / and ~0 for ~. */
bool json_is_pointer(const char *text);

#endif
