#include <criterion/criterion.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"

static char order[8];
static size_t ended;

static void end(void *object)
{
    order[ended++] = *(char *)object;
}

Test(arena, memory_is_zeroed_and_aligned_for_anything)
{
    struct arena *arena = arena_new(1 << 20);
    for (size_t size = 0; size < 300; size++) {
        char *memory = arena_alloc(arena, size);
        cr_assert_eq((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < size; i++)
            cr_assert_eq(memory[i], 0);
        memset(memory, 0xAB, size);
    }
    arena_free(arena);
}

Test(arena, releases_run_newest_first_and_once)
{
    struct arena *arena = arena_new(1 << 20);
    arena_defer(arena, end, "a");
    arena_defer(arena, end, "b");
    arena_reset(arena);
    arena_defer(arena, end, "c");
    arena_free(arena);
    cr_assert_str_eq(order, "bac");
}

Test(arena, a_reset_gives_zeroed_memory_again)
{
    struct arena *arena = arena_new(8 << 20);
    memset(arena_alloc(arena, 100000), 0xFF, 100000);
    memset(arena_alloc(arena, 100), 0xFF, 100);
    arena_reset(arena);
    const char *memory = arena_alloc(arena, 100);
    cr_assert_eq(memory[0] | memory[99], 0);
    arena_free(arena);
}

Test(arena, a_request_that_wants_more_than_its_limit_ends_the_process, .signal = SIGABRT)
{
    struct arena *arena = arena_new(1 << 20);
    for (;;)
        arena_alloc(arena, 100000);
}

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>

Test(arena, bytes_after_an_allocation_are_poisoned)
{
    struct arena *arena = arena_new(1 << 20);
    char *memory = arena_alloc(arena, 24);
    arena_alloc(arena, 24);
    cr_assert_not(__asan_address_is_poisoned(memory + 23));
    cr_assert(__asan_address_is_poisoned(memory + 24));
    arena_reset(arena);
    cr_assert(__asan_address_is_poisoned(memory));
    arena_free(arena);
}
#endif

Test(buffer, grows_and_stays_terminated)
{
    struct arena *arena = arena_new(1 << 20);
    struct buffer *buffer = buffer_new(arena, 0);
    for (int i = 0; i < 1000; i++)
        buffer_printf(buffer, "%d,", i);
    cr_assert_eq(buffer->size, strlen(buffer->bytes));
    cr_assert_str_eq(buffer->bytes + buffer->size - 4, "999,");
    buffer_add(buffer, NULL, 0);
    arena_free(arena);
}
