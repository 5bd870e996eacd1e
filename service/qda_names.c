#include <ctype.h>
#include <string.h>

#include "arena.h"
#include "qda.h"
#include "text.h"

#define STEM_BYTES 48
#define GUID_PART 8

const char *qda_guid(struct arena *arena, const char *text)
{
    bool braces = text && *text == '{' && strlen(text) == 38 && text[37] == '}';
    char *guid =
        text ? arena_strndup(arena, text + braces, strlen(text) - (braces ? 2U : 0U)) : NULL;
    for (char *at = guid; at && *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return guid && text_is_uuid(guid) ? guid : NULL;
}

/* Letters and digits of ASCII, and one underscore for whatever is between them. */
static char *stem_of(struct arena *arena, const char *name)
{
    char *stem = arena_alloc(arena, STEM_BYTES + 1);
    size_t size = 0;
    for (; *name && size < STEM_BYTES; name++) {
        if (isalnum((unsigned char)*name))
            stem[size++] = (char)tolower((unsigned char)*name);
        else if (size && stem[size - 1] != '_')
            stem[size++] = '_';
    }
    while (size && stem[size - 1] == '_')
        stem[--size] = '\0';
    return size ? stem : arena_strdup(arena, "code");
}

static bool is_taken(char *const *stems, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(stems[i], stems[count]))
            return true;
    return false;
}

const char *const *qda_names(struct arena *arena, const char *const *names,
                             const char *const *guids, size_t count)
{
    char **stems = arena_array(arena, char *, count + 1);
    const char **made = arena_array(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        stems[i] = stem_of(arena, names[i]);
        made[i] = is_taken(stems, i) ? arena_printf(arena, "%s_%.*s", stems[i], GUID_PART, guids[i])
                                     : stems[i];
    }
    return made;
}
