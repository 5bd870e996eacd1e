#include "vector.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

enum { MOST = 300 };

TestSuite(vector);

static bool add(int64_t *slots, size_t count, const void *bytes, size_t size, int sign)
{
    /* As large as it is, so that an overrun is seen. */
    unsigned char *packed = malloc(size ? size : 1);
    memcpy(packed, bytes, size);
    bool good = vector_add(slots, count, packed, size, sign);
    free(packed);
    return good;
}

static size_t any_slots(int64_t *slots)
{
    size_t count = chance(MOST + 1), filled = 1 + chance(5);
    for (size_t i = 0; i < count; i++)
        slots[i] = chance(filled) ? 0 : any_number();
    return count;
}

Test(vector, what_was_packed_comes_back)
{
    for (int n = 0; n < 3000; n++) {
        int64_t slots[MOST], back[MOST] = {0};
        unsigned char packed[(MOST + 1) * 11];
        size_t count = any_slots(slots), size = vector_pack(slots, count, packed);
        cr_assert(size <= vector_room(count) && vector_room(count) <= sizeof packed);
        cr_assert(add(back, count, packed, size, 1));
        cr_assert(!memcmp(slots, back, count * sizeof *slots));
        cr_assert(add(back, count, packed, size, -1));
        for (size_t i = 0; i < count; i++)
            cr_assert_eq(back[i], 0);
    }
}

Test(vector, sums_are_those_of_the_slots_in_any_order)
{
    for (int n = 0; n < 500; n++) {
        int64_t sum[MOST] = {0}, forth[MOST] = {0}, back[MOST] = {0}, slots[4][MOST] = {{0}};
        unsigned char packed[4][(MOST + 1) * 11];
        size_t size[4];
        for (int k = 0; k < 4; k++) {
            any_slots(slots[k]);
            size[k] = vector_pack(slots[k], MOST, packed[k]);
            for (size_t i = 0; i < MOST; i++)
                sum[i] = (int64_t)((uint64_t)sum[i] + (uint64_t)slots[k][i]);
        }
        for (int k = 0; k < 4; k++)
            cr_assert(add(forth, MOST, packed[k], size[k], 1) &&
                      add(back, MOST, packed[3 - k], size[3 - k], 1));
        cr_assert(!memcmp(sum, forth, sizeof sum) && !memcmp(sum, back, sizeof sum));
    }
}

Test(vector, has_the_form_that_is_written_down)
{
    static const struct {
        int64_t slots[4];
        size_t size;
        unsigned char bytes[24];
    } cases[] = {
        {{0, 0, 0, 0}, 0, {0}},
        {{1, 0, 0, 0}, 1, {2}},
        {{-1, 0, 0, 64}, 5, {1, 0, 2, 0x80, 1}},
        {{0, 0, 0, -64}, 3, {0, 3, 0x7f}},
        {{INT64_MIN, 0, 0, 0}, 10, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char packed[55];
        cr_assert_eq(vector_pack(cases[i].slots, 4, packed), cases[i].size);
        cr_assert(!memcmp(packed, cases[i].bytes, cases[i].size), "case %zu", i);
    }
}

/* Whatever is taken is what packing gives: so equal cells are equal bytes. */
Test(vector, is_taken_in_one_form_only)
{
    size_t taken = 0;
    for (int n = 0; n < 200000; n++) {
        static const unsigned char common[] = {0, 0, 1, 2, 3, 0x7f, 0x80, 0x81, 0xff};
        unsigned char bytes[12], packed[9 * 11];
        size_t size = chance(sizeof bytes + 1);
        for (size_t i = 0; i < size; i++)
            bytes[i] = chance(4) ? common[chance(sizeof common)] : (unsigned char)chance(256);
        int64_t slots[8] = {0};
        if (!add(slots, 8, bytes, size, 1))
            continue;
        taken++;
        cr_assert_eq(vector_pack(slots, 8, packed), size);
        cr_assert(!memcmp(packed, bytes, size));
    }
    cr_assert(taken > 1000);
}

Test(vector, refuses_what_is_none)
{
    static const struct {
        const char *why;
        size_t size;
        unsigned char bytes[12];
    } cases[] = {
        {"too many numbers", 4, {2, 2, 2, 2}},
        {"too many zeros", 3, {0, 4, 2}},
        {"a number behind the zeros", 3, {0, 3, 2}},
        {"zeros at the end", 2, {0, 1}},
        {"no zeros", 3, {0, 0, 2}},
        {"zeros twice", 5, {0, 1, 0, 1, 2}},
        {"nothing but a zero", 1, {0}},
        {"an end within a number", 1, {0x80}},
        {"an end within the zeros", 2, {0, 0x81}},
        {"a number longer than it need be", 2, {0x82, 0}},
        {"a zero longer than it need be", 3, {0x80, 0, 2}},
        {"zeros longer than they need be", 4, {0, 0x81, 0, 2}},
        {"65 bits", 10, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 3}},
        {"eleven bytes", 11, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            int64_t slots[3] = {0};
            cr_assert(!add(slots, 3, cases[i].bytes, cases[i].size, sign), "%s", cases[i].why);
        }
    cr_assert(vector_add(NULL, 0, NULL, 0, 1));
    cr_assert(!add(NULL, 0, "\2", 1, 1));
}

Test(vector, cut_short_it_is_refused_or_another)
{
    int64_t slots[40], back[40];
    unsigned char packed[41 * 11];
    for (int n = 0; n < 200; n++) {
        for (size_t i = 0; i < 40; i++)
            slots[i] = any_number();
        size_t size = vector_pack(slots, 40, packed);
        for (size_t less = 0; less < size; less++) {
            memset(back, 0, sizeof back);
            if (add(back, 40, packed, less, 1))
                cr_assert(memcmp(slots, back, sizeof slots));
        }
    }
}
