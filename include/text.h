#ifndef CONTINUUM_TEXT_H
#define CONTINUUM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Whether the bytes are UTF-8 without NUL, surrogates and overlong forms. */
bool text_is_utf8(const char *bytes, size_t size);

/* Characters (code points) of valid UTF-8. */
size_t text_length(const char *text);

/* The text, or its first 120 characters and an ellipsis where it is longer: for
 * what a client sent and is told again, maybe a thousand times. */
const char *text_clip(struct arena *arena, const char *text);

/* Whether text has 1 to 64 characters of [A-Za-z0-9_-]; of [A-Za-z0-9_.-] for
 * a version. */
bool text_is_code(const char *text, size_t length);
/* Whether a list separated by spaces has the word; a word has no space. */
bool text_has_word(const char *list, const char *word);
/* The same of a list separated by commas. */
bool text_in_list(const char *list, const char *entry);

/* Whether two texts are equal; a missing one (NULL) equals a missing one. */
bool text_same(const char *a, const char *b);

/* As strcmp(); a missing one (NULL) comes last. */
int text_order(const char *a, const char *b);

bool text_is_date(const char *text);
bool text_is_timestamp(const char *text);
bool text_is_uuid(const char *text);

/* The whole text as a number; false where it is none, or not finite. */
bool text_to_integer(const char *text, long long *value);
bool text_to_number(const char *text, double *value);

/* Percent-decoding of one segment or parameter, + for a space where asked.
 * NULL where the result would not be text (see text_is_utf8). */
char *text_decode(struct arena *arena, const char *text, size_t length, bool plus);

/* Base64url without padding; decode gives NULL where text is not that. */
char *text_base64(struct arena *arena, const void *bytes, size_t size);
char *text_unbase64(struct arena *arena, const char *text, size_t *size);

#endif
