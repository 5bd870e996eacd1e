#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "limit.h"

#define S_NS 1000000000LL
#define MS_NS 1000000LL
#define THREADS 8

/* The same numbers on every run. */
static uint64_t seed = 20240229;

static uint64_t draw(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

static char *name(const char *prefix, size_t number)
{
    static char text[64];
    snprintf(text, sizeof text, "%s%zu", prefix, number);
    return text;
}

/* How many of so many tries, one after the other at one time, are allowed. */
static size_t allowed(struct limiter *limiter, const char *key, size_t tries, int64_t now_ns)
{
    size_t count = 0;
    for (size_t i = 0; i < tries; i++)
        count += limiter_take(limiter, key, 1, now_ns) == 0;
    return count;
}

Test(limit, burst_and_rate_are_exact)
{
    struct limiter *limiter = limiter_new(100, 300, 64);
    cr_assert_eq(allowed(limiter, "a", 1000, 5 * S_NS), 300);
    cr_assert_eq(limiter_take(limiter, "a", 1, 5 * S_NS), 10 * MS_NS);
    cr_assert_eq(limiter_take(limiter, "a", 1, 5 * S_NS + 10 * MS_NS - 1), 1);
    cr_assert_eq(limiter_take(limiter, "a", 1, 5 * S_NS + 10 * MS_NS), 0);
    cr_assert_eq(limiter_take(limiter, "a", 1, 5 * S_NS + 10 * MS_NS), 10 * MS_NS);
    size_t count = 0;
    for (int64_t ms = 11; ms <= 100010; ms++)
        count += allowed(limiter, "a", 1, 5 * S_NS + ms * MS_NS);
    cr_assert_eq(count, 10000);
    cr_assert_eq(allowed(limiter, "a", 1000, 200 * S_NS), 300, "no more than full");
    limiter_free(limiter);
}

Test(limit, a_rate_may_be_below_one)
{
    struct limiter *limiter = limiter_new(30 / 60.0, 30, 64);
    cr_assert_eq(allowed(limiter, "a", 100, S_NS), 30);
    cr_assert_eq(limiter_take(limiter, "a", 1, S_NS), 2 * S_NS);
    cr_assert_eq(allowed(limiter, "a", 100, 21 * S_NS), 10);
    limiter_free(limiter);
}

Test(limit, a_rate_that_is_no_whole_number_of_ns_is_not_exceeded)
{
    struct limiter *limiter = limiter_new(3, 3, 64);
    cr_assert_eq(allowed(limiter, "a", 10, 0), 3);
    cr_assert_gt(limiter_take(limiter, "a", 1, S_NS / 3), 0);
    cr_assert_eq(limiter_take(limiter, "a", 1, S_NS / 3 + 1), 0);
    limiter_free(limiter);
}

Test(limit, a_cost_may_be_a_fraction)
{
    struct limiter *limiter = limiter_new(100, 1, 64);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(limiter_take(limiter, "a", 0.1, S_NS), 0);
    cr_assert_eq(limiter_take(limiter, "a", 0.1, S_NS), MS_NS);
    cr_assert_eq(limiter_take(limiter, "a", 0.25, S_NS), 5 * MS_NS / 2);
    cr_assert_eq(limiter_take(limiter, "a", 0, S_NS), 0);
    cr_assert_eq(limiter_take(limiter, "a", -5, S_NS), 0);
    cr_assert_eq(limiter_take(limiter, "a", 0.1, S_NS), MS_NS, "nothing is given back");
    limiter_free(limiter);
}

Test(limit, a_cost_above_the_burst_needs_a_full_bucket)
{
    struct limiter *limiter = limiter_new(10, 20, 64);
    cr_assert_eq(limiter_take(limiter, "a", 1e300, S_NS), 0);
    cr_assert_eq(limiter_take(limiter, "a", 21, S_NS), 2 * S_NS);
    cr_assert_eq(limiter_take(limiter, "a", 21, 2 * S_NS), S_NS);
    cr_assert_eq(limiter_take(limiter, "a", 1, 2 * S_NS), 0);
    limiter_free(limiter);
}

Test(limit, a_burst_below_one_is_one)
{
    struct limiter *limiter = limiter_new(10, 0, 64);
    cr_assert_eq(allowed(limiter, "a", 10, S_NS), 1);
    cr_assert_eq(limiter_take(limiter, "a", 1, S_NS), S_NS / 10);
    limiter_free(limiter);
}

Test(limit, a_rate_of_zero_is_no_limit)
{
    struct limiter *limiter = limiter_new(0, 1, 8);
    cr_assert_eq(allowed(limiter, "a", 100000, S_NS), 100000);
    cr_assert_eq(limiter_peek(limiter, "a", 1e9, 0), 0);
    limiter_free(limiter);
    limiter_free(NULL);
}

Test(limit, a_peek_takes_nothing)
{
    struct limiter *limiter = limiter_new(1, 2, 64);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(limiter_peek(limiter, "a", 2, S_NS), 0);
    cr_assert_eq(allowed(limiter, "a", 10, S_NS), 2);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(limiter_peek(limiter, "a", 2, S_NS), 2 * S_NS);
    cr_assert_eq(allowed(limiter, "a", 10, 3 * S_NS), 2);
    limiter_free(limiter);
}

Test(limit, keys_do_not_know_of_each_other)
{
    struct limiter *limiter = limiter_new(1, 5, 4096);
    for (size_t i = 0; i < 100; i++)
        cr_assert_eq(allowed(limiter, name("key", i), 10, S_NS), 5, "%zu", i);
    cr_assert_eq(limiter_take(limiter, "", 1, S_NS), 0);
    limiter_free(limiter);
}

Test(limit, time_stands_still_where_the_clock_goes_back)
{
    struct limiter *limiter = limiter_new(10, 20, 8);
    cr_assert_eq(allowed(limiter, "a", 15, 100 * S_NS), 15);
    cr_assert_eq(allowed(limiter, "a", 15, 10 * S_NS), 5, "what was there still is");
    cr_assert_eq(limiter_take(limiter, "a", 1, 10 * S_NS), 90 * S_NS + S_NS / 10);
    cr_assert_eq(allowed(limiter, "a", 15, 100 * S_NS), 0);
    cr_assert_eq(allowed(limiter, "a", 15, 101 * S_NS), 10);
    limiter_free(limiter);
}

Test(limit, the_time_said_is_the_time_it_takes)
{
    struct limiter *limiter = limiter_new(7, 13, 64);
    int64_t now_ns = 0;
    for (int i = 0; i < 100000; i++) {
        now_ns += (int64_t)draw(S_NS);
        double cost = (double)draw(2000) / 100;
        int64_t wait_ns = limiter_peek(limiter, "a", cost, now_ns);
        cr_assert_eq(wait_ns, limiter_take(limiter, "a", cost, now_ns));
        cr_assert(wait_ns >= 0 && wait_ns <= 2 * S_NS);
        if (wait_ns == 0)
            continue;
        cr_assert_eq(limiter_peek(limiter, "a", cost, now_ns), wait_ns);
        now_ns += wait_ns - 1;
        cr_assert_eq(limiter_peek(limiter, "a", cost, now_ns), 1);
        cr_assert_eq(limiter_take(limiter, "a", cost, ++now_ns), 0);
    }
    limiter_free(limiter);
}

/* What each of a thousand keys would owe if none was ever forgotten. */
Test(limit, no_key_gets_more_than_with_memory_for_all)
{
    static int64_t full_at_ns[1000];
    struct limiter *limiter = limiter_new(10, 20, 64);
    int64_t now_ns = 0;
    size_t given = 0;
    for (int i = 0; i < 300000; i++) {
        now_ns += (int64_t)draw(4 * MS_NS);
        size_t key = draw(10) ? draw(20) : draw(1000);
        int64_t cost = 1 + (int64_t)draw(3);
        if (limiter_take(limiter, name("", key), (double)cost, now_ns))
            continue;
        int64_t from_ns = full_at_ns[key] > now_ns ? full_at_ns[key] : now_ns;
        full_at_ns[key] = from_ns + cost * S_NS / 10;
        cr_assert_leq(full_at_ns[key] - now_ns, 2 * S_NS, "key %zu", key);
        given++;
    }
    cr_assert_gt(given, 10000);
    limiter_free(limiter);
}

/* 100,000 keys, each once, within a tenth of a second; 4,096 buckets. */
Test(limit, an_empty_bucket_outlives_a_flood)
{
    struct limiter *limiter = limiter_new(100, 300, 4096);
    cr_assert_eq(allowed(limiter, "victim", 1000, S_NS), 300);
    size_t refused = 0;
    for (size_t i = 0; i < 100000; i++) {
        int64_t now_ns = S_NS + (int64_t)i * 1000;
        refused += limiter_take(limiter, name("flood", i), 1, now_ns) > 0;
        if (i % 1000 == 999)
            cr_assert_eq(allowed(limiter, "victim", 10, now_ns + 1000), (i + 1) % 10000 == 0);
    }
    cr_assert_eq(refused, 0);
    limiter_free(limiter);
}

Test(limit, who_is_forgotten_owes_no_less)
{
    struct limiter *limiter = limiter_new(1, 10, 8);
    for (size_t key = 0; key < 9; key++) /* the ninth takes the place of one of them */
        cr_assert_eq(allowed(limiter, name("", key), 20, 0), key < 8 ? 10 : 0);
    cr_assert_eq(allowed(limiter, "8", 20, 4 * S_NS), 4, "it owes what the fullest owed");
    for (size_t key = 0; key < 8; key++)
        cr_assert_leq(allowed(limiter, name("", key), 20, 4 * S_NS), 4);
    limiter_free(limiter);
}

Test(limit, a_new_key_pays_its_part_of_a_flood)
{
    struct limiter *limiter = limiter_new(100, 300, 4096);
    for (size_t i = 0; i < 100000; i++)
        cr_assert_eq(limiter_take(limiter, name("flood", i), 1, S_NS), 0);
    size_t total = 0;
    for (size_t i = 0; i < 100; i++) {
        size_t got = allowed(limiter, name("new", i), 1000, S_NS);
        cr_assert(got > 240 && got < 300, "%zu of 300", got);
        total += got;
    }
    cr_assert(total / 100 > 270 && total / 100 < 281, "24 of 300 are missing: %zu", total / 100);
    cr_assert_eq(allowed(limiter, "later", 1000, 2 * S_NS), 300, "and nothing a second later");
    limiter_free(limiter);
}

Test(limit, a_flood_below_the_rate_costs_nobody_anything)
{
    struct limiter *limiter = limiter_new(1, 10, 1024);
    int64_t now_ns = 0;
    for (size_t i = 0; i < 50000; i++) {
        now_ns += S_NS / 256; /* a quarter of 1,024 a second */
        cr_assert_eq(limiter_take(limiter, name("flood", i), 1, now_ns), 0);
        if (i % 100 == 0)
            cr_assert_geq(allowed(limiter, name("new", i), 1000, now_ns), 8);
    }
    limiter_free(limiter);
}

#if defined(__SANITIZE_ADDRESS__)
size_t __sanitizer_get_current_allocated_bytes(void);

Test(limit, memory_stays_the_same)
{
    struct limiter *limiter = limiter_new(100, 300, 4096);
    size_t before = __sanitizer_get_current_allocated_bytes();
    for (size_t i = 0; i < 100000; i++)
        cr_expect_eq(limiter_take(limiter, name("flood", i), 1, 0), 0);
    cr_assert_eq(__sanitizer_get_current_allocated_bytes(), before);
    limiter_free(limiter);
    cr_assert_leq(__sanitizer_get_current_allocated_bytes() + 4096 * 24, before);
}
#endif

/* -- threads ------------------------------------------------------------------------------ */

static void run_threads(void *(*work)(void *object), void *object)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, work, object), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

struct race {
    struct limiter *limiter;
    atomic_llong clock_ns;
    atomic_size_t given, keys;
};

/* Each thread has looked at the clock some time before it takes. */
static void *hammer(void *object)
{
    struct race *race = object;
    for (int i = 0; i < 50000; i++) {
        int64_t now_ns = atomic_fetch_add(&race->clock_ns, 1000);
        if (limiter_take(race->limiter, "one", 1, now_ns) == 0)
            atomic_fetch_add(&race->given, 1);
    }
    return NULL;
}

Test(limit, threads_together_get_no_more)
{
    struct race race = {.limiter = limiter_new(10000, 50, 64)};
    run_threads(hammer, &race);
    /* 0.4 s in all: 4,000 at the rate, and the burst. */
    cr_assert_leq(race.given, 4050);
    cr_assert_geq(race.given, 4040);
    limiter_free(race.limiter);
}

static void *flood(void *object)
{
    struct race *race = object;
    char key[32];
    for (int i = 0; i < 20000; i++) {
        snprintf(key, sizeof key, "%zu", atomic_fetch_add(&race->keys, 1));
        int64_t now_ns = atomic_fetch_add(&race->clock_ns, 1000);
        if (limiter_take(race->limiter, "one", 1, now_ns) == 0)
            atomic_fetch_add(&race->given, 1);
        if (limiter_take(race->limiter, key, 1, now_ns) < 0)
            atomic_fetch_add(&race->given, 1000000);
    }
    return NULL;
}

Test(limit, threads_in_a_flood_get_no_more)
{
    struct race race = {.limiter = limiter_new(10000, 50, 64)};
    run_threads(flood, &race);
    cr_assert_leq(race.given, 1600 + 50);
    limiter_free(race.limiter);
}

/* -- slots -------------------------------------------------------------------------------- */

Test(slots, are_so_many_a_key)
{
    struct slots *slots = slots_new(2, 3);
    cr_assert(slots_take(slots, "a"));
    cr_assert(slots_take(slots, "a"));
    cr_assert_not(slots_take(slots, "a"));
    cr_assert(slots_take(slots, "b"));
    slots_give(slots, "a");
    cr_assert(slots_take(slots, "a"));
    cr_assert_not(slots_take(slots, "a"));
    slots_free(slots);
    slots_free(NULL);
}

Test(slots, there_is_room_for_so_many_keys)
{
    struct slots *slots = slots_new(2, 3);
    cr_assert(slots_take(slots, "a") && slots_take(slots, "b") && slots_take(slots, "c"));
    cr_assert_not(slots_take(slots, "d"));
    cr_assert(slots_take(slots, "b"));
    slots_give(slots, "a");
    cr_assert(slots_take(slots, "d"));
    cr_assert_not(slots_take(slots, "a"));
    slots_free(slots);
}

Test(slots, what_nobody_holds_is_not_given_back)
{
    struct slots *slots = slots_new(1, 2);
    slots_give(slots, "a");
    cr_assert(slots_take(slots, "a"));
    slots_give(slots, "b");
    cr_assert_not(slots_take(slots, "a"));
    slots_give(slots, "a");
    slots_give(slots, "a");
    cr_assert(slots_take(slots, "a"));
    cr_assert_not(slots_take(slots, "a"));
    slots_free(slots);
    slots = slots_new(0, 2);
    cr_assert_not(slots_take(slots, "a"));
    slots_free(slots);
}

Test(slots, count_as_a_table_of_all_keys_would)
{
    static size_t held[50];
    struct slots *slots = slots_new(4, 20);
    size_t holders = 0;
    for (int i = 0; i < 200000; i++) {
        size_t key = draw(50);
        if (draw(2)) {
            bool room = held[key] ? held[key] < 4 : holders < 20;
            cr_assert_eq(slots_take(slots, name("", key)), room);
            holders += room && held[key] == 0;
            held[key] += room;
        } else if (held[key] || draw(10) == 0) {
            slots_give(slots, name("", key));
            holders -= held[key] == 1;
            held[key] -= held[key] > 0;
        }
    }
    slots_free(slots);
}

#define KEYS 5
#define MOST 3

struct crowd {
    struct slots *slots;
    atomic_int inside[KEYS], worst, refused;
};

static void *enter_and_leave(void *object)
{
    struct crowd *crowd = object;
    for (size_t i = 0; i < 20000; i++) {
        size_t place = i % 10 ? 0 : i / 10 % KEYS;
        char key[2] = {(char)('a' + place), '\0'};
        if (!slots_take(crowd->slots, key)) {
            atomic_fetch_add(&crowd->refused, 1);
            continue;
        }
        int now = atomic_fetch_add(&crowd->inside[place], 1) + 1;
        int worst = atomic_load(&crowd->worst);
        while (now > worst && !atomic_compare_exchange_weak(&crowd->worst, &worst, now))
            ;
        atomic_fetch_sub(&crowd->inside[place], 1);
        slots_give(crowd->slots, key);
    }
    return NULL;
}

Test(slots, threads_are_never_more_inside_and_leave_nothing)
{
    struct crowd crowd = {.slots = slots_new(MOST, THREADS)};
    run_threads(enter_and_leave, &crowd);
    cr_assert(crowd.worst >= 1 && crowd.worst <= MOST);
    cr_assert_lt(crowd.refused, THREADS * 20000);
    for (size_t key = 0; key < THREADS; key++) /* all of the room is free again */
        for (size_t i = 0; i <= MOST; i++)
            cr_assert_eq(slots_take(crowd.slots, name("new", key)), i < MOST);
    slots_free(crowd.slots);
}
