#ifndef CONTINUUM_ARENA_H
#define CONTINUUM_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/*
 * All memory of one request.
 *
 * arena_alloc() never returns NULL: past the limit, or when the system has no
 * memory, the process ends and its supervisor starts it again. That is right
 * only because every input is limited before it is read. Memory is zeroed and
 * aligned for any object. Nothing is freed alone; arena_reset() frees all and
 * runs the deferred releases, newest first.
 *
 * Under AddressSanitizer every allocation is followed by poisoned bytes, so
 * that an overrun inside the arena is found.
 */
struct arena;

struct arena *arena_new(size_t limit_bytes);
void arena_free(struct arena *arena);

/* Keeps one block for the next request, so that a worker does not go back to
 * the system for each. */
void arena_reset(struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Hands over an object of another library: release(object) runs at reset. */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/* An array of count zeroed objects of the named type. */
#define arena_array(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))

#endif
