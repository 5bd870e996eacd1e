#include <string.h>

#include "buffer.h"
#include "reader.h"
#include "strict.h"

static void release(void *object)
{
    json_decref(object);
}

/* Up to the bracket of the array, which comes before any other; 0 where it is not in sight. */
static size_t head_span(const char *text, size_t size)
{
    bool quoted = false;
    for (size_t i = 0; i < size; i++) {
        if (quoted) {
            quoted = text[i] != '"';
            i += text[i] == '\\';
        } else if (text[i] == '"') {
            quoted = true;
        } else if (text[i] == '[') {
            return i;
        }
    }
    return 0;
}

/* What is before the array, as an object with the array empty. */
static json_t *read_head(struct reader *reader, size_t size)
{
    struct buffer *text = buffer_new(reader->brief, size + 4);
    buffer_add(text, reader->window + reader->at, size);
    buffer_text(text, "[]}");
    return json_strict(text->bytes, text->size);
}

static bool take_head(struct reader *reader, size_t size)
{
    json_t *head = read_head(reader, size);
    const json_t *rows = json_object_get(head, reader->envelope);
    if (!json_is_array(rows)) {
        json_decref(head);
        return false;
    }
    json_object_del(head, reader->envelope);
    arena_defer(reader->arena, release, head);
    reader->shared = head;
    reader->at += size;
    return true;
}

bool reader_open_envelope(struct records *records)
{
    struct reader *reader = records->own;
    size_t size = 0;
    while ((size = head_span(reader->window + reader->at, reader->end - reader->at)) == 0 &&
           reader_fill(reader))
        continue;
    return size > 0 && reader->window[reader->at] == '{' && take_head(reader, size);
}

bool reader_close_envelope(struct records *records)
{
    struct reader *reader = records->own;
    bool closed = reader_peek(reader) == '}';
    reader->at += closed;
    return closed;
}
