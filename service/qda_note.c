#include "qda_note.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"

#define MARK "[continuum]\n"
#define BETWEEN "\n\n"

static const struct {
    const char *name;
    size_t offset;
} members[] = {
    {"code", offsetof(struct qda_note, code)},
    {"kind", offsetof(struct qda_note, kind)},
    {"theme", offsetof(struct qda_note, theme)},
    {"include", offsetof(struct qda_note, include)},
    {"exclude", offsetof(struct qda_note, exclude)},
};
#define MEMBERS (sizeof members / sizeof *members)

static const char **member(struct qda_note *note, size_t i)
{
    return (const char **)(void *)((char *)note + members[i].offset);
}

/* Where the last mark begins that stands at a beginning or behind an empty line. */
static const char *find_mark(const char *description)
{
    const char *found = NULL;
    for (const char *at = strstr(description, MARK); at; at = strstr(at + 1, MARK))
        if (at == description || (at - description >= 2 && !memcmp(at - 2, BETWEEN, 2)))
            found = at;
    return found;
}

static const char *unescape(struct arena *arena, const char *text, size_t size)
{
    char *plain = arena_alloc(arena, size + 1), *to = plain;
    for (size_t i = 0; i < size; i++) {
        bool escape = text[i] == '\\' && i + 1 < size;
        i += escape;
        *to++ = escape && text[i] == 'n' ? '\n' : escape && text[i] == 'r' ? '\r' : text[i];
    }
    return plain;
}

static bool read_line(struct arena *arena, struct qda_note *note, const char *line, size_t size)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        size_t length = strlen(members[i].name);
        if (size <= length + 2 || strncmp(line, members[i].name, length) != 0 ||
            strncmp(line + length, ": ", 2) != 0 || *member(note, i))
            continue;
        *member(note, i) = unescape(arena, line + length + 2, size - length - 2);
        return true;
    }
    return false;
}

struct qda_note qda_note_read(struct arena *arena, const char *description)
{
    struct qda_note note = {0}, plain = {.definition = description};
    const char *mark = description ? find_mark(description) : NULL;
    if (!mark)
        return plain;
    for (const char *at = mark + strlen(MARK); *at;) {
        size_t size = strcspn(at, "\n");
        if (!read_line(arena, &note, at, size))
            return plain;
        at += size + (at[size] != '\0');
    }
    if (mark > description)
        note.definition =
            arena_strndup(arena, description, (size_t)(mark - description) - strlen(BETWEEN));
    return note;
}

static void write_value(struct buffer *to, const char *name, const char *text)
{
    buffer_printf(to, "%s: ", name);
    for (; *text; text++) {
        const char *escape = *text == '\n' ? "\\n" : *text == '\r' ? "\\r" : "\\\\";
        if (strchr("\n\r\\", *text))
            buffer_text(to, escape);
        else
            buffer_char(to, *text);
    }
    buffer_char(to, '\n');
}

void qda_note_write(struct buffer *to, const struct qda_note *note)
{
    struct qda_note copy = *note;
    bool marked = copy.definition && strstr(copy.definition, MARK);
    for (size_t i = 0; i < MEMBERS; i++)
        marked = marked || *member(&copy, i);
    if (copy.definition)
        buffer_printf(to, "%s%s", copy.definition, marked ? BETWEEN : "");
    if (marked)
        buffer_text(to, MARK);
    for (size_t i = 0; i < MEMBERS; i++)
        if (*member(&copy, i))
            write_value(to, members[i].name, *member(&copy, i));
}
