#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

static void buffer_release(void *object)
{
    struct buffer *buffer = object;
    free(buffer->bytes);
}

struct buffer *buffer_new(struct arena *arena, size_t capacity)
{
    struct buffer *buffer = arena_alloc(arena, sizeof *buffer);
    arena_defer(arena, buffer_release, buffer);
    buffer_room(buffer, capacity);
    return buffer;
}

char *buffer_room(struct buffer *buffer, size_t size)
{
    size_t needed = buffer->size + size + 1;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity * 2 > needed ? buffer->capacity * 2 : needed;
        char *bytes = realloc(buffer->bytes, capacity);
        if (!bytes)
            abort();
        buffer->bytes = bytes;
        buffer->capacity = capacity;
    }
    buffer->bytes[buffer->size] = '\0';
    return buffer->bytes + buffer->size;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    memcpy(buffer_room(buffer, size), bytes, size);
    buffer->size += size;
    buffer->bytes[buffer->size] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_char(struct buffer *buffer, char byte)
{
    buffer_add(buffer, &byte, 1);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    vsnprintf(buffer_room(buffer, (size_t)length), (size_t)length + 1, format, again);
    va_end(again);
    buffer->size += (size_t)length;
}
