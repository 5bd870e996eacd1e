#include "patterns.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

struct pattern {
    int group;
    short values[RATERS_MOST];
    bool used;
    long long times;
};

struct patterns {
    struct arena *arena;
    size_t raters, count, capacity; /* capacity: a power of two */
    struct pattern *slots;
};

struct patterns *patterns_new(struct arena *arena, size_t raters)
{
    struct patterns *patterns = arena_alloc(arena, sizeof *patterns);
    *patterns = (struct patterns){.arena = arena, .raters = raters, .capacity = 256};
    patterns->slots = arena_array(arena, struct pattern, patterns->capacity);
    return patterns;
}

/* FNV-1a of the group and the values. */
static size_t hash_of(const struct pattern *pattern)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    hash = (hash ^ (uint64_t)(unsigned)pattern->group) * UINT64_C(1099511628211);
    for (size_t i = 0; i < RATERS_MOST; i++)
        hash = (hash ^ (uint64_t)(unsigned short)pattern->values[i]) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}

static struct pattern *slot_of(const struct patterns *patterns, const struct pattern *wanted)
{
    for (size_t at = hash_of(wanted);; at++) {
        struct pattern *slot = &patterns->slots[at & (patterns->capacity - 1)];
        if (!slot->used || (slot->group == wanted->group &&
                            !memcmp(slot->values, wanted->values, sizeof slot->values)))
            return slot;
    }
}

static void grow(struct patterns *patterns)
{
    struct pattern *old = patterns->slots;
    size_t size = patterns->capacity;
    patterns->capacity *= 4;
    patterns->slots = arena_array(patterns->arena, struct pattern, patterns->capacity);
    for (size_t i = 0; i < size; i++)
        if (old[i].used)
            *slot_of(patterns, &old[i]) = old[i];
}

void patterns_add(struct patterns *patterns, int group, const short *values, long long times)
{
    struct pattern wanted = {.group = group, .used = true};
    memcpy(wanted.values, values, patterns->raters * sizeof *values);
    struct pattern *slot = slot_of(patterns, &wanted);
    if (!slot->used) {
        if (patterns->count * 2 >= patterns->capacity) {
            grow(patterns);
            slot = slot_of(patterns, &wanted);
        }
        *slot = wanted;
        patterns->count++;
    }
    slot->times += times;
}

static int in_order(const void *a, const void *b)
{
    const struct pattern *one = a, *other = b;
    if (one->group != other->group)
        return one->group < other->group ? -1 : 1;
    for (size_t i = 0; i < RATERS_MOST; i++)
        if (one->values[i] != other->values[i])
            return one->values[i] < other->values[i] ? -1 : 1;
    return 0;
}

static struct pattern *sorted(const struct patterns *patterns, size_t *count)
{
    struct pattern *list = arena_array(patterns->arena, struct pattern, patterns->count + 1);
    *count = 0;
    for (size_t i = 0; i < patterns->capacity; i++)
        if (patterns->slots[i].times)
            list[(*count)++] = patterns->slots[i];
    qsort(list, *count, sizeof *list, in_order);
    return list;
}

void patterns_each(struct patterns *patterns, const struct grouping *grouping)
{
    size_t count, size;
    const struct pattern *list = sorted(patterns, &count);
    short *values = arena_array(patterns->arena, short, count * patterns->raters + 1);
    long long *times = arena_array(patterns->arena, long long, count + 1);
    for (size_t from = 0; from < count; from += size) {
        for (size = 0; from + size < count && list[from + size].group == list[from].group; size++) {
            memcpy(values + size * patterns->raters, list[from + size].values,
                   patterns->raters * sizeof *values);
            times[size] = list[from + size].times;
        }
        grouping->each(grouping->context, list[from].group,
                       &(struct rated){patterns->raters, grouping->categories, size, values, times,
                                       grouping->points});
    }
}
