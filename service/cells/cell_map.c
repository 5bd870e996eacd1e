#include "cell_map.h"

#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "cell.h"
#include "layout.h"
#include "memory.h"
#include "row.h"
#include "vector.h"

#define BUCKETS 65536

enum { /* CHANGE_COLUMNS */
       KIND,
       SIGN,
       PROGRAM,
       WAVE,
       VERSION,
       STRATUM,
       RECEIVED,
       IN_WORK,
       ANSWERS,
       DENOMINATORS,
       REASONS,
       FROM_WAVE,
       FROM_VERSION,
       FROM_ANSWERS
};

enum { KIND_TICK, KIND_SHEET, KIND_PAIR, KIND_PARTICIPATION };

struct cell_map *cell_map_new(struct catalog *catalog)
{
    struct cell_map *map = memory_new(sizeof *map);
    map->catalog = catalog;
    map->buckets = memory_new(BUCKETS * sizeof(struct cell_entry *));
    return map;
}

void cell_map_free(struct cell_map *map)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct cell_entry *entry = map->buckets[i], *next; entry; entry = next) {
            next = entry->next;
            free(entry->slots);
            free(entry);
        }
    free(map->buckets);
    free(map);
}

static int compare_keys(const struct cell_key *a, const struct cell_key *b)
{
    const int left[] = {a->from_wave, a->wave, a->from_version, a->version, a->stratum};
    const int right[] = {b->from_wave, b->wave, b->from_version, b->version, b->stratum};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static size_t bucket_of(const struct cell_key *key)
{
    const int parts[] = {key->from_wave, key->wave, key->from_version, key->version, key->stratum};
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash = (hash ^ (uint64_t)parts[i]) * 1099511628211u;
    return (size_t)(hash >> 32) % BUCKETS;
}

static struct cell_entry **place_of(const struct cell_map *map, const struct cell_key *key)
{
    struct cell_entry **at = &map->buckets[bucket_of(key)];
    while (*at && compare_keys(&(*at)->key, key) != 0)
        at = &(*at)->next;
    return at;
}

struct cell_entry *cell_map_find(const struct cell_map *map, const struct cell_key *key)
{
    return *place_of(map, key);
}

struct cell_entry *cell_map_entry(struct cell_map *map, const struct cell_key *key)
{
    struct cell_entry **at = place_of(map, key);
    const struct layout *layout = *at ? NULL : catalog_layout(map->catalog, key->version);
    if (*at || !layout)
        return *at;
    *at = memory_new(sizeof **at);
    (*at)->key = *key;
    (*at)->count = key->from_wave ? layout->change_size : layout->size;
    (*at)->slots = memory_new(((*at)->count + 1) * sizeof(int64_t));
    map->count++;
    return *at;
}

static int by_key(const void *a, const void *b)
{
    return compare_keys(&(*(struct cell_entry *const *)a)->key,
                        &(*(struct cell_entry *const *)b)->key);
}

struct cell_entry **cell_map_sorted(const struct cell_map *map)
{
    struct cell_entry **sorted = memory_new((map->count + 1) * sizeof(struct cell_entry *));
    size_t count = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct cell_entry *entry = map->buckets[i]; entry; entry = entry->next)
            sorted[count++] = entry;
    qsort(sorted, count, sizeof(struct cell_entry *), by_key);
    return sorted;
}

static bool read_arrays(const struct row *row, int64_t room[][ANSWERS_MOST], struct pair *pair)
{
    return row_answers(row, ANSWERS, room[0], ANSWERS_MOST, &pair->to.answers) &&
           row_answers(row, DENOMINATORS, room[1], ANSWERS_MOST, &pair->to.denominators) &&
           row_answers(row, REASONS, room[2], ANSWERS_MOST, &pair->to.reasons) &&
           row_answers(row, FROM_ANSWERS, room[3], ANSWERS_MOST, &pair->from.answers);
}

static bool add(struct cell_map *map, struct cell_key key, const struct pair *pair, int sign)
{
    for (int whole = 0; whole < 2; whole++) {
        key.stratum = whole ? 0 : key.stratum;
        struct cell_entry *entry = cell_map_entry(map, &key);
        if (!entry)
            return false;
        if (key.from_wave)
            pair_add(entry->slots, pair, sign);
        else
            sheet_add(pair->layout, entry->slots, &pair->to, sign);
    }
    return true;
}

bool cell_map_change(struct cell_map *map, const struct row *row)
{
    struct cell_key key = {(int)row_integer(row, PROGRAM), (int)row_integer(row, FROM_WAVE),
                           (int)row_integer(row, WAVE),    (int)row_integer(row, FROM_VERSION),
                           (int)row_integer(row, VERSION), (int)row_integer(row, STRATUM)};
    struct pair pair = {.layout = catalog_layout(map->catalog, key.version),
                        .from_layout = catalog_layout(map->catalog, key.from_version)};
    int kind = (int)row_integer(row, KIND);
    if (kind == KIND_TICK || kind == KIND_PARTICIPATION)
        return true; /* in no cell */
    if (!pair.layout || (kind == KIND_PAIR && !pair.from_layout) ||
        !read_arrays(row, map->room, &pair))
        return false;
    pair.to.received = row_boolean(row, RECEIVED);
    pair.to.in_work = row_boolean(row, IN_WORK);
    return add(map, key, &pair, (int)row_integer(row, SIGN));
}

static bool add_vector(struct cell_map *map, const struct cell_key *key, const struct field *vector)
{
    struct cell_entry *entry = cell_map_entry(map, key);
    return entry && vector_add(entry->slots, entry->count, vector->bytes, vector->size, 1);
}

bool cell_map_cell(struct cell_map *map, const struct row *row)
{
    struct cell_key key = {.wave = (int)row_integer(row, 0),
                           .version = (int)row_integer(row, 1),
                           .stratum = (int)row_integer(row, 2)};
    return add_vector(map, &key, &row->fields[3]);
}

bool cell_map_transition(struct cell_map *map, const struct row *row)
{
    struct cell_key key = {.from_wave = (int)row_integer(row, 0),
                           .wave = (int)row_integer(row, 1),
                           .from_version = (int)row_integer(row, 2),
                           .version = (int)row_integer(row, 3),
                           .stratum = (int)row_integer(row, 4)};
    return add_vector(map, &key, &row->fields[5]);
}
