#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "key_cache.h"

#define THREADS 8

static struct key_cache *cache;
static struct arena *arena;

static void begin(void)
{
    cache = key_cache_new();
    arena = arena_new((size_t)64 << 20);
}

static void end(void)
{
    key_cache_free(cache);
    arena_free(arena);
}

TestSuite(key_cache, .init = begin, .fini = end);

/* Of the set that the first two digits say. */
static const char *identifier(unsigned set, unsigned number)
{
    return arena_printf(arena, "%02x%014x", set, number);
}

static void put(const char *key, const char *name)
{
    struct known_key known = {.caller = {.key = key, .name = name, .scopes = "a b"}};
    memset(known.hash, 'f', sizeof known.hash - 1);
    key_cache_put(cache, &known);
}

static const char *name_of(const char *key)
{
    struct known_key known = {0};
    return key_cache_find(cache, arena, key, &known) ? known.caller.name : NULL;
}

Test(key_cache, knows_nobody_in_the_beginning)
{
    cr_assert_null(name_of(identifier(0, 0)));
    cr_assert_null(name_of(identifier(255, 1)));
    key_cache_drop(cache, identifier(0, 0));
}

Test(key_cache, gives_back_all_that_it_was_told)
{
    struct known_key told = {.caller = {.key = identifier(1, 1),
                                        .name = "name/1",
                                        .role = "role",
                                        .scopes = "",
                                        .programs = "*",
                                        .regions = "r:1 r:2",
                                        .practices = "p",
                                        .recipient = "Ä & Co",
                                        .purpose = "payment",
                                        .quota = "7"}},
                     known;
    memset(told.hash, 'a', sizeof told.hash - 1);
    key_cache_put(cache, &told);
    memset(&known, 0x55, sizeof known);
    cr_assert(key_cache_find(cache, arena, told.caller.key, &known));
    cr_assert_str_eq(known.hash, told.hash);
    cr_assert_str_eq(known.caller.key, told.caller.key);
    cr_assert_str_eq(known.caller.name, "name/1");
    cr_assert_str_eq(known.caller.role, "role");
    cr_assert_str_eq(known.caller.scopes, "");
    cr_assert_str_eq(known.caller.programs, "*");
    cr_assert_str_eq(known.caller.regions, "r:1 r:2");
    cr_assert_str_eq(known.caller.practices, "p");
    cr_assert_str_eq(known.caller.recipient, "Ä & Co");
    cr_assert_str_eq(known.caller.purpose, "payment");
    cr_assert_str_eq(known.caller.quota, "7");
    cr_assert_null(known.caller.issuer);
    cr_assert_null(known.caller.token);
}

Test(key_cache, tells_nothing_from_empty)
{
    struct known_key known = {0};
    put(identifier(1, 1), "x");
    cr_assert(key_cache_find(cache, arena, identifier(1, 1), &known));
    cr_assert_null(known.caller.role);
    cr_assert_null(known.caller.quota);
    cr_assert_null(known.caller.recipient);
}

Test(key_cache, what_it_gave_outlives_what_it_has)
{
    struct known_key known = {0};
    put(identifier(1, 1), "first");
    cr_assert(key_cache_find(cache, arena, identifier(1, 1), &known));
    put(identifier(1, 1), "second");
    key_cache_drop(cache, identifier(1, 1));
    cr_assert_str_eq(known.caller.name, "first");
}

Test(key_cache, the_last_that_was_told_holds)
{
    put(identifier(1, 1), "first");
    put(identifier(1, 2), "other");
    put(identifier(1, 1), "a second that is longer");
    cr_assert_str_eq(name_of(identifier(1, 1)), "a second that is longer");
    cr_assert_str_eq(name_of(identifier(1, 2)), "other");
}

Test(key_cache, forgets_whom_it_is_told_to)
{
    for (unsigned i = 0; i < 4; i++)
        put(identifier(9, i), "x");
    key_cache_drop(cache, identifier(9, 1));
    key_cache_drop(cache, identifier(9, 1));
    key_cache_drop(cache, identifier(9, 7));
    for (unsigned i = 0; i < 4; i++)
        cr_assert_eq(name_of(identifier(9, i)) != NULL, i != 1, "%u", i);
}

Test(key_cache, forgets_the_oldest_of_a_set_and_no_other)
{
    put(identifier(8, 0), "neighbour");
    for (unsigned i = 0; i < 5; i++)
        put(identifier(9, i), "x");
    put(identifier(9, 1), "newest");
    put(identifier(9, 5), "x");
    for (unsigned i = 0; i < 6; i++)
        cr_assert_eq(name_of(identifier(9, i)) != NULL, i != 0 && i != 2, "%u", i);
    cr_assert_str_eq(name_of(identifier(8, 0)), "neighbour");
}

Test(key_cache, its_memory_is_fixed)
{
    size_t known = 0;
    for (unsigned set = 0; set < 256; set++)
        for (unsigned i = 0; i < 8; i++)
            put(identifier(set, i), "x");
    for (unsigned set = 0; set < 256; set++)
        for (unsigned i = 0; i < 8; i++)
            known += name_of(identifier(set, i)) != NULL;
    cr_assert_eq(known, 1024);
}

/* Each name says whose it is; nobody is ever given another's. */
static void *busy(void *started)
{
    struct arena *own = arena_new((size_t)64 << 20);
    unsigned seed = *(unsigned *)started;
    bool good = true;
    for (unsigned i = 0; i < 20000; i++) {
        char key[KEY_IDENTIFIER_LENGTH + 1];
        struct known_key known = {0};
        seed = seed * 1103515245 + 12345;
        snprintf(key, sizeof key, "%02x%014x", seed >> 16 & 3, seed >> 18 & 7);
        if (i % 3 == 0)
            key_cache_put(cache, &(struct known_key){.caller = {.key = key, .name = key}});
        else if (i % 7 == 0)
            key_cache_drop(cache, key);
        else if (key_cache_find(cache, own, key, &known))
            good = good && !strcmp(known.caller.name, key) && !strcmp(known.caller.key, key);
        arena_reset(own);
    }
    arena_free(own);
    return good ? started : NULL;
}

Test(key_cache, threads_share_it)
{
    pthread_t threads[THREADS];
    unsigned seeds[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        seeds[i] = i + 1;
        cr_assert_eq(pthread_create(&threads[i], NULL, busy, &seeds[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        void *good;
        pthread_join(threads[i], &good);
        cr_assert_not_null(good);
    }
}
