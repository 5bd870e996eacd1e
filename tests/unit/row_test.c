#include "row.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "cells.h"

enum { ROOM = 4 };

TestSuite(row);

/* An array as the database sends it; NO_ANSWER is null. */
static size_t put(unsigned char *bytes, uint64_t number, size_t size)
{
    for (size_t i = size; i-- > 0; number >>= 8)
        bytes[i] = (unsigned char)number;
    return size;
}

static size_t array(unsigned char *bytes, const int64_t *values, size_t count)
{
    size_t size = put(bytes, count > 0, 4);
    size += put(bytes + size, 1, 4);
    size += put(bytes + size, 20, 4);
    size += count ? put(bytes + size, count, 4) : 0;
    size += count ? put(bytes + size, 1, 4) : 0;
    for (size_t i = 0; i < count; i++) {
        bool null = values[i] == NO_ANSWER;
        size += put(bytes + size, null ? UINT32_MAX : 8, 4);
        size += null ? 0 : put(bytes + size, (uint64_t)values[i], 8);
    }
    return size;
}

static bool read(const unsigned char *bytes, size_t size, int64_t *values, struct answers *answers)
{
    unsigned char *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    struct row row = {.count = 1, .fields = {{copy, size}}};
    bool good = row_answers(&row, 0, values, ROOM, answers);
    free(copy);
    return good;
}

Test(row, integers_have_their_sign)
{
    static const unsigned char bytes[] = {0xff, 0xfe, 0, 0, 0, 0, 0, 0, 0};
    struct row row = {.count = 5,
                      .fields = {{bytes, 2}, {bytes + 1, 2}, {bytes, 8}, {NULL, 0}, {bytes, 9}}};
    cr_assert_eq(row_integer(&row, 0), -2);
    cr_assert_eq(row_integer(&row, 1), -512);
    cr_assert_eq(row_integer(&row, 2), -2 * ((int64_t)1 << 48));
    cr_assert(row_integer(&row, 3) == 0 && row_integer(&row, 4) == 0 && row_integer(&row, 5) == 0);
    cr_assert(row_boolean(&row, 0) && !row_boolean(&row, 3));
    cr_assert(row_text(&row, 3) == NULL && row_text(&row, 9) == NULL);
}

Test(row, answers_come_back)
{
    for (int n = 0; n < 2000; n++) {
        unsigned char bytes[20 + 12 * ROOM];
        int64_t values[ROOM], back[ROOM];
        struct answers answers;
        size_t count = chance(ROOM + 1);
        for (size_t i = 0; i < count; i++)
            values[i] = any_number();
        cr_assert(read(bytes, array(bytes, values, count), back, &answers));
        cr_assert(answers.count == count && !memcmp(values, back, count * sizeof *back));
    }
}

Test(row, null_has_no_answers)
{
    struct row row = {.count = 1};
    struct answers answers;
    int64_t values[ROOM];
    cr_assert(row_answers(&row, 0, values, ROOM, &answers) && answers.count == 0);
    cr_assert(row_answers(&row, 7, values, ROOM, &answers) && answers.count == 0);
}

Test(row, refuses_what_is_no_such_array)
{
    unsigned char bytes[20 + 12 * (ROOM + 1) + 1] = {0};
    int64_t values[ROOM + 1] = {1, NO_ANSWER, -3, 4, 5}, back[ROOM];
    struct answers answers;
    size_t size = array(bytes, values, ROOM);
    for (size_t less = 0; less < size; less++)
        cr_assert(!read(bytes, less, back, &answers), "%zu of its bytes", less);
    cr_assert(!read(bytes, size + 1, back, &answers), "a byte behind it");
    cr_assert(!read(bytes, array(bytes, values, ROOM + 1), back, &answers), "too many");
    /* dimensions, type, length, size of the first */
    static const size_t places[] = {0, 8, 12, 20};
    static const uint32_t wrong[] = {0, 2, 23, 7, 9, 0x7fffffff, 0x80000000, 0xffffffff};
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
            size = array(bytes, values, ROOM);
            put(bytes + places[i], wrong[k], 4);
            cr_assert(!read(bytes, size, back, &answers), "%u at %zu", wrong[k], places[i]);
        }
}

/* {"a", null, "", "bc"} as the database sends it. */
static size_t text_array(unsigned char *bytes, uint64_t type)
{
    static const char *const texts[ROOM] = {"a", NULL, "", "bc"};
    size_t size = put(bytes, 1, 4);
    size += put(bytes + size, 1, 4);
    size += put(bytes + size, type, 4);
    size += put(bytes + size, ROOM, 4);
    size += put(bytes + size, 1, 4);
    for (size_t i = 0; i < ROOM; i++) {
        size_t length = texts[i] ? strlen(texts[i]) : 0;
        size += put(bytes + size, texts[i] ? length : UINT32_MAX, 4);
        if (length)
            memcpy(bytes + size, texts[i], length);
        size += length;
    }
    return size;
}

static bool read_texts(const unsigned char *bytes, size_t size, struct arena *arena,
                       const char **texts, size_t room, size_t *count)
{
    unsigned char *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    struct row row = {.count = 1, .fields = {{copy, size}}};
    bool good = row_texts(&row, 0, buffer_new(arena, 1), texts, room, count);
    free(copy);
    return good;
}

Test(row, texts_are_terminated_and_null_where_null)
{
    unsigned char bytes[64];
    const char *texts[ROOM];
    size_t count, size = text_array(bytes, 25);
    struct arena *arena = arena_new(1 << 20);
    cr_assert(read_texts(bytes, size, arena, texts, ROOM, &count));
    cr_assert_eq(count, ROOM);
    cr_assert_str_eq(texts[0], "a");
    cr_assert_null(texts[1]);
    cr_assert_str_eq(texts[2], "");
    cr_assert_str_eq(texts[3], "bc");
    for (size_t cut = 1; cut < size; cut++)
        cr_assert_not(read_texts(bytes, cut, arena, texts, ROOM, &count), "cut at %zu", cut);
    cr_assert_not(read_texts(bytes, size, arena, texts, ROOM - 1, &count));
    text_array(bytes, 20);
    cr_assert_not(read_texts(bytes, size, arena, texts, ROOM, &count));
    arena_free(arena);
}

Test(row, no_texts_where_null)
{
    struct row row = {.count = 1};
    struct arena *arena = arena_new(1 << 20);
    size_t count = 1;
    cr_assert(row_texts(&row, 0, buffer_new(arena, 1), NULL, 0, &count));
    cr_assert_eq(count, 0);
    arena_free(arena);
}
