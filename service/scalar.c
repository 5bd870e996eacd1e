#include "scalar.h"

#include <stdlib.h>

#include "arena.h"

/* The fewest digits that mean the number: what the client wrote. */
static const char *shortest(struct arena *arena, double number)
{
    const char *text = NULL;
    for (int digits = 15; digits <= 17; digits++) {
        text = arena_printf(arena, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    return text;
}

const char *scalar_text(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    if (json_is_integer(value))
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    return json_is_real(value) ? shortest(arena, json_real_value(value)) : NULL;
}
