#include "flight.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "memory.h"
#include "monotonic.h"

#define CHAINS 256

struct flight {
    unsigned char key[FLIGHT_KEY_BYTES];
    struct flight *chained;
    pthread_cond_t landed;
    bool over;
    int waiting; /* the last one frees */
    size_t size; /* 0: lost */
    char *bytes;
};

struct flights {
    pthread_mutex_t mutex;
    struct flight *chains[CHAINS];
};

struct flights *flights_new(void)
{
    struct flights *flights = memory_new(sizeof *flights);
    pthread_mutex_init(&flights->mutex, NULL);
    return flights;
}

void flights_free(struct flights *flights)
{
    if (flights)
        pthread_mutex_destroy(&flights->mutex);
    free(flights);
}

/* Where the flight with the key is in its chain, or where one would be. */
static struct flight **find(struct flights *flights, const unsigned char *key)
{
    struct flight **place = &flights->chains[key[0] % CHAINS];
    while (*place && memcmp((*place)->key, key, FLIGHT_KEY_BYTES) != 0)
        place = &(*place)->chained;
    return place;
}

static struct flight *flight_new(const unsigned char *key)
{
    struct flight *flight = memory_new(sizeof *flight);
    memcpy(flight->key, key, FLIGHT_KEY_BYTES);
    monotonic_condition_init(&flight->landed);
    return flight;
}

static void flight_free(struct flight *flight)
{
    pthread_cond_destroy(&flight->landed);
    free(flight->bytes);
    free(flight);
}

/* With the lock, which is let go meanwhile. */
static bool wait_landing(struct flights *flights, struct flight *flight,
                         const struct timespec *until)
{
    int late = 0;
    flight->waiting++;
    while (!flight->over && !late)
        late = pthread_cond_timedwait(&flight->landed, &flights->mutex, until);
    return flight->over;
}

static void leave(struct flights *flights, struct flight *flight)
{
    pthread_mutex_lock(&flights->mutex);
    bool last = --flight->waiting == 0 && flight->over;
    pthread_mutex_unlock(&flights->mutex);
    if (last)
        flight_free(flight);
}

enum flight_turn flight_join(struct flights *flights, const unsigned char key[FLIGHT_KEY_BYTES],
                             struct arena *arena, const struct timespec *until,
                             struct buffer **bytes)
{
    pthread_mutex_lock(&flights->mutex);
    struct flight **place = find(flights, key), *flight = *place;
    if (!flight)
        *place = flight_new(key);
    bool over = flight && wait_landing(flights, flight, until), landed = over && flight->size;
    pthread_mutex_unlock(&flights->mutex);
    if (!flight)
        return FLIGHT_LEADS;
    if (landed) {
        *bytes = buffer_new(arena, flight->size + 1);
        buffer_add(*bytes, flight->bytes, flight->size);
    }
    leave(flights, flight);
    return landed ? FLIGHT_LANDED : over ? FLIGHT_LOST : FLIGHT_LATE;
}

void flight_land(struct flights *flights, const unsigned char key[FLIGHT_KEY_BYTES],
                 const struct buffer *bytes)
{
    pthread_mutex_lock(&flights->mutex);
    struct flight **place = find(flights, key), *flight = *place;
    if (!flight)
        abort();
    *place = flight->chained;
    flight->over = true;
    bool last = flight->waiting == 0;
    if (!last && bytes) {
        flight->size = bytes->size;
        flight->bytes = memory_new(bytes->size);
        memcpy(flight->bytes, bytes->bytes, bytes->size);
    }
    pthread_cond_broadcast(&flight->landed);
    pthread_mutex_unlock(&flights->mutex);
    if (last)
        flight_free(flight);
}
