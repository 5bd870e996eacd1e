#include "intern.h"

#include <stdint.h>
#include <string.h>

#include "arena.h"

#define SLOTS ((size_t)32768) /* a power of two */
#define MOST (SLOTS / 4 * 3)
#define POOL_BYTES ((size_t)1 << 20)

struct slot {
    uint64_t hash;
    unsigned offset, size;
    int number; /* 0: free */
};

struct intern {
    struct slot *slots;
    char *pool;
    size_t used, count;
    int last;
};

struct intern *intern_new(struct arena *arena)
{
    struct intern *intern = arena_alloc(arena, sizeof *intern);
    intern->slots = arena_array(arena, struct slot, SLOTS);
    intern->pool = arena_alloc(arena, POOL_BYTES);
    return intern;
}

/* FNV-1a */
static uint64_t hash_of(const char *bytes, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3;
    return hash;
}

static struct slot *find(struct intern *intern, uint64_t hash, const char *bytes, size_t size)
{
    size_t at = (hash ^ hash >> 32) & (SLOTS - 1);
    struct slot *slot = &intern->slots[at];
    while (slot->number && (slot->hash != hash || slot->size != size ||
                            memcmp(intern->pool + slot->offset, bytes, size) != 0)) {
        at = (at + 1) & (SLOTS - 1);
        slot = &intern->slots[at];
    }
    return slot;
}

static void forget_all(struct intern *intern)
{
    memset(intern->slots, 0, sizeof(struct slot) * SLOTS);
    intern->used = intern->count = 0;
}

int intern_number(struct intern *intern, const char *bytes, size_t size, bool *is_new)
{
    uint64_t hash = hash_of(bytes, size);
    struct slot *slot = find(intern, hash, bytes, size);
    *is_new = !slot->number;
    if (!*is_new)
        return slot->number;
    intern->last++;
    if (size > POOL_BYTES)
        return intern->last; /* and never found again */
    if (intern->count == MOST || intern->used + size > POOL_BYTES) {
        forget_all(intern);
        slot = find(intern, hash, bytes, size);
    }
    memcpy(intern->pool + intern->used, bytes, size);
    *slot = (struct slot){hash, (unsigned)intern->used, (unsigned)size, intern->last};
    intern->used += size;
    intern->count++;
    return intern->last;
}
