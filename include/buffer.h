#ifndef CONTINUUM_BUFFER_H
#define CONTINUUM_BUFFER_H

#include <stddef.h>

struct arena;

/*
 * Bytes that grow. The memory belongs to the arena it was made from and goes
 * with it. bytes is always terminated by a zero that size does not count.
 */
struct buffer {
    char *bytes;
    size_t size;
    size_t capacity;
};

struct buffer *buffer_new(struct arena *arena, size_t capacity);
void buffer_add(struct buffer *buffer, const void *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char byte);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for size more bytes at the end; the caller writes them and adds to size. */
char *buffer_room(struct buffer *buffer, size_t size);

#endif
