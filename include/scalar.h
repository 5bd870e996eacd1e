#ifndef CONTINUUM_SCALAR_H
#define CONTINUUM_SCALAR_H

#include <jansson.h>

struct arena;

/* The text that a file would have in place of a JSON value: true, false, the fewest digits
 * that mean the number. NULL where it is no scalar, or null. */
const char *scalar_text(struct arena *arena, const json_t *value);

#endif
