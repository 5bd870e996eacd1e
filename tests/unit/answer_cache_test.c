#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

#include "answer_cache.h"
#include "arena.h"
#include "buffer.h"

#define BYTES ((size_t)64 << 10)
#define THREADS 8

static struct answer_cache *cache;
static struct arena *arena;

static void begin(void)
{
    cache = answer_cache_new(BYTES);
    arena = arena_new((size_t)64 << 20);
}

static void end(void)
{
    answer_cache_free(cache);
    arena_free(arena);
}

TestSuite(answer_cache, .init = begin, .fini = end);

static const unsigned char *key(unsigned number)
{
    unsigned char *bytes = arena_alloc(arena, ANSWER_KEY_BYTES);
    memcpy(bytes, &number, sizeof number);
    return bytes;
}

/* A body of so many bytes, all of them the number's. */
static void put(unsigned number, size_t size)
{
    char *bytes = arena_alloc(arena, size + 1);
    memset(bytes, (int)(number & 0xFF), size);
    answer_cache_put(cache, key(number), bytes, size);
}

static bool has(unsigned number)
{
    return answer_cache_find(cache, arena, key(number)) != NULL;
}

static size_t taken(void)
{
    size_t bytes, answers;
    answer_cache_size(cache, &bytes, &answers);
    return bytes;
}

Test(answer_cache, gives_back_what_was_put)
{
    cr_assert_not(has(1));
    answer_cache_put(cache, key(1), "a\0b", 3);
    answer_cache_put(cache, key(2), "", 0);
    struct buffer *one = answer_cache_find(cache, arena, key(1));
    cr_assert_eq(one->size, 3);
    cr_assert_arr_eq(one->bytes, "a\0b", 3);
    cr_assert_eq(answer_cache_find(cache, arena, key(2))->size, 0);
    cr_assert_not(has(3));
}

Test(answer_cache, keys_of_one_chain_are_told_apart)
{
    for (unsigned i = 0; i < 5; i++)
        put(7 + i * 4096, 10 + i);
    for (unsigned i = 0; i < 5; i++)
        cr_assert_eq(answer_cache_find(cache, arena, key(7 + i * 4096))->size, 10 + i);
    cr_assert_not(has(7 + 5 * 4096));
}

Test(answer_cache, the_same_twice_takes_no_more)
{
    put(1, 100);
    size_t before = taken();
    put(1, 100);
    cr_assert_eq(taken(), before);
}

Test(answer_cache, is_never_larger_than_it_may_be)
{
    for (unsigned i = 0; i < 5000; i++) {
        put(i, i * 7919 % 4000);
        cr_assert_leq(taken(), BYTES);
    }
    cr_assert_gt(taken(), BYTES / 2);
}

Test(answer_cache, none_is_larger_than_an_eighth)
{
    put(1, BYTES / 8 - 200);
    put(2, BYTES / 8);
    cr_assert(has(1));
    cr_assert_not(has(2));
    answer_cache_free(cache);
    cache = answer_cache_new(8);
    put(3, 0);
    cr_assert_not(has(3));
}

Test(answer_cache, what_was_not_asked_for_goes_first)
{
    for (unsigned i = 0; i < 10; i++)
        put(i, 6000);
    cr_assert(has(0));
    put(10, 6000);
    for (unsigned i = 0; i < 11; i++)
        cr_assert_eq(has(i), i != 1, "%u", i);
}

Test(answer_cache, off)
{
    struct answer_cache *off = answer_cache_new(0);
    size_t bytes = 1, answers = 1;
    cr_assert_null(off);
    answer_cache_put(off, key(1), "x", 1);
    cr_assert_null(answer_cache_find(off, arena, key(1)));
    answer_cache_size(off, &bytes, &answers);
    cr_assert_eq(bytes + answers, 0);
    answer_cache_free(off);
}

/* Each body says whose it is, and none changes while it is copied. */
static void *busy(void *started)
{
    struct arena *own = arena_new((size_t)64 << 20);
    unsigned seed = *(unsigned *)started;
    bool good = true;
    for (unsigned i = 0; i < 20000; i++) {
        unsigned char name[ANSWER_KEY_BYTES] = {0};
        char bytes[3000];
        seed = seed * 1103515245 + 12345;
        unsigned number = seed >> 16 & 63;
        memcpy(name, &number, sizeof number);
        memset(bytes, (int)number, sizeof bytes);
        const struct buffer *body = answer_cache_find(cache, own, name);
        if (!body)
            answer_cache_put(cache, name, bytes, sizeof bytes);
        else
            good = good && body->size == sizeof bytes && !memcmp(body->bytes, bytes, sizeof bytes);
        arena_reset(own);
    }
    arena_free(own);
    return good ? started : NULL;
}

Test(answer_cache, threads_share_it)
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
    cr_assert_leq(taken(), BYTES);
}
