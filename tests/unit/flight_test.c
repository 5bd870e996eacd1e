#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "flight.h"
#include "monotonic.h"

#define THREADS 16
#define ROUNDS 200

static struct flights *flights;
static atomic_int led, landed, lost;

static const unsigned char *key(unsigned char number)
{
    static unsigned char keys[256][FLIGHT_KEY_BYTES];
    keys[number][0] = number;
    return keys[number];
}

static void *ask_many(void *fails)
{
    struct arena *arena = arena_new((size_t)64 << 20);
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct timespec until = monotonic_after(10000);
        struct buffer *bytes = NULL, *made = buffer_new(arena, 16);
        unsigned char number = (unsigned char)(i % 3);
        enum flight_turn turn = flight_join(flights, key(number), arena, &until, &bytes);
        atomic_fetch_add(turn == FLIGHT_LEADS ? &led : turn == FLIGHT_LANDED ? &landed : &lost, 1);
        if (turn == FLIGHT_LANDED)
            cr_assert(bytes->size == 6 && bytes->bytes[5] == (char)('0' + number));
        buffer_printf(made, "answe%u", number);
        if (turn == FLIGHT_LEADS)
            flight_land(flights, key(number), fails ? NULL : made);
    }
    arena_free(arena);
    return NULL;
}

static void fly(void *fails)
{
    pthread_t threads[THREADS];
    flights = flights_new();
    for (size_t i = 0; i < THREADS; i++)
        cr_assert(pthread_create(&threads[i], NULL, ask_many, fails) == 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    flights_free(flights);
    cr_assert_eq(led + landed + lost, THREADS * ROUNDS);
    cr_assert_gt(led, 0);
}

Test(flight, everybody_leads_or_gets_what_the_leader_made)
{
    fly(NULL);
    cr_assert_eq(lost, 0);
}

Test(flight, nobody_waits_for_what_did_not_come)
{
    fly(&flights);
    cr_assert_eq(landed, 0);
}

Test(flight, patience_ends)
{
    struct arena *arena = arena_new((size_t)1 << 20);
    struct buffer *bytes = NULL;
    struct timespec now = monotonic_after(0), later = monotonic_after(20);
    flights = flights_new();
    cr_assert_eq(flight_join(flights, key(1), arena, &now, &bytes), FLIGHT_LEADS);
    cr_assert_eq(flight_join(flights, key(2), arena, &now, &bytes), FLIGHT_LEADS);
    cr_assert_eq(flight_join(flights, key(1), arena, &later, &bytes), FLIGHT_LATE);
    flight_land(flights, key(1), NULL);
    flight_land(flights, key(2), NULL);
    cr_assert_eq(flight_join(flights, key(1), arena, &now, &bytes), FLIGHT_LEADS);
    flight_land(flights, key(1), NULL);
    flights_free(flights);
    arena_free(arena);
}
