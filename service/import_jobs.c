#include "import_jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "config.h"
#include "db_import.h"
#include "import.h"
#include "memory.h"
#include "monotonic.h"

#define PAUSE_MS 1000
#define DESKS 2 /* for requests */

struct import_jobs {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool woken;
    atomic_bool ends;
    struct import_desk *at_work; /* of the thread, while it works */
    struct import_desk *desks[DESKS];
    bool taken[DESKS];
    const struct config *config;
};

/* Until it is woken or a second has passed; false when it is time to end. */
static bool pause_once(struct import_jobs *jobs)
{
    struct timespec at = monotonic_after(PAUSE_MS);
    pthread_mutex_lock(&jobs->mutex);
    int late = 0;
    while (!atomic_load(&jobs->ends) && !jobs->woken && !late)
        late = pthread_cond_timedwait(&jobs->wake, &jobs->mutex, &at);
    jobs->woken = false;
    pthread_mutex_unlock(&jobs->mutex);
    return !atomic_load(&jobs->ends);
}

static void show(struct import_jobs *jobs, struct import_desk *desk)
{
    pthread_mutex_lock(&jobs->mutex);
    jobs->at_work = desk;
    pthread_mutex_unlock(&jobs->mutex);
}

/* A desk whose connections are well; NULL where there can be none now. */
static struct import_desk *renew(const struct config *config, struct import_desk *desk)
{
    if (desk && import_desk_good(desk))
        return desk;
    import_desk_close(desk);
    return import_desk_open(config->database);
}

static void *work(void *object)
{
    struct import_jobs *jobs = object;
    struct import_desk *desk = NULL;
    while (pause_once(jobs)) {
        enum import_end end = IMPORT_ENDED;
        while (end == IMPORT_ENDED && !atomic_load(&jobs->ends)) {
            desk = renew(jobs->config, desk);
            show(jobs, desk);
            end = desk ? import_take(desk, NULL, &jobs->ends) : IMPORT_WAITS;
            show(jobs, NULL);
        }
    }
    import_desk_close(desk);
    return NULL;
}

struct import_jobs *import_jobs_start(const struct config *config)
{
    struct import_jobs *jobs = memory_new(sizeof *jobs);
    jobs->config = config;
    pthread_mutex_init(&jobs->mutex, NULL);
    monotonic_condition_init(&jobs->wake);
    if (pthread_create(&jobs->thread, NULL, work, jobs) != 0)
        abort();
    return jobs;
}

void import_jobs_stop(struct import_jobs *jobs)
{
    pthread_mutex_lock(&jobs->mutex);
    atomic_store(&jobs->ends, true);
    if (jobs->at_work)
        import_desk_cancel(jobs->at_work);
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->mutex);
    pthread_join(jobs->thread, NULL);
    for (int i = 0; i < DESKS; i++)
        import_desk_close(jobs->desks[i]);
    pthread_cond_destroy(&jobs->wake);
    pthread_mutex_destroy(&jobs->mutex);
    free(jobs);
}

void import_jobs_wake(struct import_jobs *jobs)
{
    pthread_mutex_lock(&jobs->mutex);
    jobs->woken = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->mutex);
}

static int take_desk(struct import_jobs *jobs)
{
    int free_one = -1;
    pthread_mutex_lock(&jobs->mutex);
    for (int i = 0; i < DESKS && free_one < 0; i++)
        if (!jobs->taken[i])
            free_one = i;
    if (free_one >= 0)
        jobs->taken[free_one] = true;
    pthread_mutex_unlock(&jobs->mutex);
    return free_one;
}

bool import_jobs_take(struct import_jobs *jobs, const char *import)
{
    int place = take_desk(jobs);
    if (place < 0)
        return false;
    jobs->desks[place] = renew(jobs->config, jobs->desks[place]);
    enum import_end end =
        jobs->desks[place] ? import_take(jobs->desks[place], import, &jobs->ends) : IMPORT_WAITS;
    pthread_mutex_lock(&jobs->mutex);
    jobs->taken[place] = false;
    pthread_mutex_unlock(&jobs->mutex);
    return end == IMPORT_ENDED;
}
