#include "fold.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "config.h"
#include "db_cells.h"
#include "memory.h"
#include "monotonic.h"

#define AT_ONCE 5000

struct fold {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool ends;
    const struct config *config;
};

/* False when it is time to end. */
static bool pause_for(struct fold *fold, long ms)
{
    struct timespec at = monotonic_after(ms);
    pthread_mutex_lock(&fold->mutex);
    int late = 0;
    while (!fold->ends && !late)
        late = pthread_cond_timedwait(&fold->wake, &fold->mutex, &at);
    bool ends = fold->ends;
    pthread_mutex_unlock(&fold->mutex);
    return !ends;
}

static void *work(void *object)
{
    struct fold *fold = object;
    struct cell_store *store = NULL;
    long ms = (long)fold->config->fold_ms;
    while (pause_for(fold, ms)) {
        if (!store)
            store = cell_store_open(fold->config->database, true);
        long taken = store ? AT_ONCE : -1;
        while (taken == AT_ONCE)
            taken = cell_store_fold(store, AT_ONCE);
        if (taken < 0) {
            cell_store_close(store);
            store = NULL;
        }
    }
    cell_store_close(store);
    return NULL;
}

struct fold *fold_start(const struct config *config)
{
    if (config->fold_ms == 0)
        return NULL;
    struct fold *fold = memory_new(sizeof *fold);
    fold->config = config;
    pthread_mutex_init(&fold->mutex, NULL);
    monotonic_condition_init(&fold->wake);
    if (pthread_create(&fold->thread, NULL, work, fold) != 0)
        abort();
    return fold;
}

void fold_stop(struct fold *fold)
{
    if (!fold)
        return;
    pthread_mutex_lock(&fold->mutex);
    fold->ends = true;
    pthread_cond_signal(&fold->wake);
    pthread_mutex_unlock(&fold->mutex);
    pthread_join(fold->thread, NULL);
    pthread_cond_destroy(&fold->wake);
    pthread_mutex_destroy(&fold->mutex);
    free(fold);
}
