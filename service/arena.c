#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define GUARD_BYTES 32
#define poison(at, size) __asan_poison_memory_region((at), (size))
#define unpoison(at, size) __asan_unpoison_memory_region((at), (size))
#else
#define GUARD_BYTES 0
#define poison(at, size) ((void)(at), (void)(size))
#define unpoison(at, size) ((void)(at), (void)(size))
#endif

#define BLOCK_BYTES ((size_t)64 * 1024)
#define ALIGNMENT (sizeof(max_align_t) > 16 ? 16 : sizeof(max_align_t))

struct block {
    struct block *older;
    size_t size;
    size_t used;
    _Alignas(16) char bytes[];
};

struct release {
    struct release *older;
    void (*release)(void *object);
    void *object;
};

struct arena {
    struct block *newest;
    struct release *releases;
    size_t limit;
    size_t total;
};

static _Noreturn void exhausted(size_t wanted)
{
    fprintf(stderr, "continuum: a request needs %zu bytes more than it may have\n", wanted);
    abort();
}

static struct block *block_new(struct arena *arena, size_t size)
{
    if (size < BLOCK_BYTES)
        size = BLOCK_BYTES;
    if (size > arena->limit - arena->total)
        exhausted(size);
    struct block *block = malloc(sizeof *block + size);
    if (!block)
        exhausted(size);
    *block = (struct block){.older = arena->newest, .size = size};
    poison(block->bytes, size);
    arena->newest = block;
    arena->total += size;
    return block;
}

struct arena *arena_new(size_t limit_bytes)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        exhausted(sizeof *arena);
    arena->limit = limit_bytes < BLOCK_BYTES ? BLOCK_BYTES : limit_bytes;
    block_new(arena, BLOCK_BYTES);
    return arena;
}

static void blocks_free(struct block *block)
{
    while (block) {
        struct block *older = block->older;
        unpoison(block->bytes, block->size);
        free(block);
        block = older;
    }
}

void arena_reset(struct arena *arena)
{
    while (arena->releases) {
        struct release *last = arena->releases;
        arena->releases = last->older;
        last->release(last->object);
    }
    struct block *first = arena->newest;
    while (first->older)
        first = first->older;
    for (struct block *block = arena->newest; block != first;) {
        struct block *older = block->older;
        block->older = NULL;
        blocks_free(block);
        block = older;
    }
    poison(first->bytes, first->size);
    first->used = 0;
    arena->newest = first;
    arena->total = first->size;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    arena_reset(arena);
    blocks_free(arena->newest);
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        exhausted(size);
    size_t step = (size + GUARD_BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = arena->newest;
    if (step > block->size - block->used)
        block = block_new(arena, step);
    char *memory = block->bytes + block->used;
    block->used += step;
    unpoison(memory, size);
    return memset(memory, 0, size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *object), void *object)
{
    struct release *entry = arena_alloc(arena, sizeof *entry);
    *entry = (struct release){arena->releases, release, object};
    arena->releases = entry;
}
