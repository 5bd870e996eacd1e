#include "catalog.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "application.h"
#include "arena.h"
#include "db.h"
#include "layout.h"
#include "memory.h"
#include "queries.h"
#include "request.h"
#include "table.h"

#define CATALOG_BYTES ((size_t)1 << 30)

struct catalog {
    pthread_rwlock_t lock;
    struct arena *arena;
    const struct layout **layouts; /* by version_id */
    long long count;               /* of places */
    long long known;               /* of layouts */
};

struct catalog *catalog_new(void)
{
    struct catalog *catalog = memory_new(sizeof *catalog);
    pthread_rwlock_init(&catalog->lock, NULL);
    catalog->arena = arena_new(CATALOG_BYTES);
    return catalog;
}

void catalog_free(struct catalog *catalog)
{
    if (!catalog)
        return;
    pthread_rwlock_destroy(&catalog->lock);
    arena_free(catalog->arena);
    free(catalog->layouts);
    free(catalog);
}

static void grow(struct catalog *catalog, long long count)
{
    if (count <= catalog->count)
        return;
    const struct layout **layouts = memory_new((size_t)count * sizeof(struct layout *));
    if (catalog->count)
        memcpy(layouts, catalog->layouts, (size_t)catalog->count * sizeof(struct layout *));
    free(catalog->layouts);
    catalog->layouts = layouts;
    catalog->count = count;
}

void catalog_add(struct catalog *catalog, long long version_id, const char *document)
{
    pthread_rwlock_wrlock(&catalog->lock);
    grow(catalog, version_id + 1);
    if (!catalog->layouts[version_id]) {
        json_t *json = json_loads(document, 0, NULL);
        catalog->layouts[version_id] = layout_new(catalog->arena, (int)version_id, json);
        json_decref(json);
        catalog->known += catalog->layouts[version_id] != NULL;
    }
    pthread_rwlock_unlock(&catalog->lock);
}

const struct layout *catalog_layout(struct catalog *catalog, long long version_id)
{
    pthread_rwlock_rdlock(&catalog->lock);
    bool known = version_id >= 0 && version_id < catalog->count;
    const struct layout *layout = known ? catalog->layouts[version_id] : NULL;
    pthread_rwlock_unlock(&catalog->lock);
    return layout;
}

bool catalog_next(struct catalog *catalog, long long *version_id, const struct layout **layout)
{
    pthread_rwlock_rdlock(&catalog->lock);
    while (*version_id < catalog->count && !catalog->layouts[*version_id])
        ++*version_id;
    bool more = *version_id < catalog->count;
    *layout = more ? catalog->layouts[*version_id] : NULL;
    pthread_rwlock_unlock(&catalog->lock);
    return more;
}

static bool knows(struct catalog *catalog, long long count)
{
    pthread_rwlock_rdlock(&catalog->lock);
    bool known = catalog->known >= count;
    pthread_rwlock_unlock(&catalog->lock);
    return known;
}

bool catalog_complete(struct request *req, long long count)
{
    struct table *rows;
    struct catalog *catalog = req->app->catalog;
    if (knows(catalog, count))
        return true;
    if (!db_query(req, &query_catalog_read, &rows))
        return false;
    for (size_t row = 0; row < rows->row_count; row++)
        catalog_add(catalog, strtoll(table_get(rows, row, "version_id"), NULL, 10),
                    table_get(rows, row, "document"));
    return true;
}
