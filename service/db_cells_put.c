#include "db_cells_put.h"

#include <stddef.h>
#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "cell_map.h"
#include "vector.h"

enum { PROGRAMS, FROM_WAVES, WAVES, FROM_VERSIONS, VERSIONS, STRATA, VECTORS, LISTS };

static void add_vector(struct arena *arena, struct buffer *list, const struct cell_entry *entry)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char *packed = arena_alloc(arena, vector_room(entry->count));
    size_t size = vector_pack(entry->slots, entry->count, packed);
    if (size == 0) {
        buffer_text(list, "null,");
        return;
    }
    buffer_text(list, "\"\\\\x");
    char *at = buffer_room(list, 2 * size);
    for (size_t i = 0; i < size; i++) {
        at[2 * i] = digits[packed[i] >> 4];
        at[2 * i + 1] = digits[packed[i] & 15];
    }
    list->size += 2 * size;
    buffer_text(list, "\",");
}

static void add_entry(struct arena *arena, struct buffer **lists, const struct cell_entry *entry)
{
    const struct cell_key *key = &entry->key;
    const int numbers[] = {key->program,      key->from_wave, key->wave,
                           key->from_version, key->version,   key->stratum};
    for (int i = 0; i < VECTORS; i++)
        buffer_printf(lists[i], "%d,", numbers[i]);
    add_vector(arena, lists[VECTORS], entry);
}

static const char *array_of(struct buffer *list)
{
    if (list->bytes[list->size - 1] == ',')
        list->bytes[--list->size] = '\0';
    buffer_char(list, '}');
    return list->bytes;
}

struct put *put_new(struct arena *arena, const struct cell_map *map, bool transitions)
{
    struct buffer *lists[LISTS];
    struct cell_entry **sorted = cell_map_sorted(map);
    struct put *put = arena_alloc(arena, sizeof *put);
    for (int i = 0; i < LISTS; i++) {
        lists[i] = buffer_new(arena, 256);
        buffer_char(lists[i], '{');
    }
    for (size_t i = 0; i < map->count; i++)
        if ((sorted[i]->key.from_wave != 0) == transitions)
            add_entry(arena, lists, sorted[i]);
    free(sorted);
    *put = (struct put){array_of(lists[PROGRAMS]), array_of(lists[FROM_WAVES]),
                        array_of(lists[WAVES]),    array_of(lists[FROM_VERSIONS]),
                        array_of(lists[VERSIONS]), array_of(lists[STRATA]),
                        array_of(lists[VECTORS])};
    return put;
}
