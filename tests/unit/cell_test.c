#include "cell.h"

#include <criterion/criterion.h>
#include <string.h>

#include "cells.h"
#include "moments.h"
#include "vector.h"

enum { SHEETS = 60 };

static struct arena *arena;

static void start(void)
{
    arena = arena_new((size_t)256 << 20);
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(cell, .init = start, .fini = stop);

static int64_t *slots_new(size_t count)
{
    return arena_array(arena, int64_t, count);
}

static void expect_zeros(const int64_t *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(slots[i], 0, "slot %zu has %lld", i, (long long)slots[i]);
}

static void shuffle(size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t k = chance(i), last = order[i - 1];
        order[i - 1] = order[k];
        order[k] = last;
    }
}

static struct layout *any_layout(void)
{
    return chance(3) ? layout_of_all(arena, (int)chance(7))
                     : layout_of_domains(arena, 1 + chance(50), 1 + chance(3));
}

Test(cell, sheets_added_and_taken_away_leave_nothing)
{
    for (int round = 0; round < 60; round++, arena_reset(arena)) {
        struct layout *layout = any_layout();
        struct sheet sheets[SHEETS];
        size_t order[SHEETS];
        int64_t *slots = slots_new(layout->size);
        for (size_t i = 0; i < SHEETS; i++) {
            sheets[i] = any_sheet(arena, layout);
            sheet_add(layout, slots, &sheets[i], 1);
        }
        cr_assert_eq(slots[SLOT_EXPECTED], SHEETS);
        shuffle(order, SHEETS);
        for (size_t i = 0; i < SHEETS; i++)
            sheet_add(layout, slots, &sheets[order[i]], -1);
        expect_zeros(slots, layout->size);
    }
}

Test(cell, parts_packed_and_merged_are_the_whole)
{
    for (int round = 0; round < 60; round++, arena_reset(arena)) {
        struct layout *layout = any_layout();
        int64_t *whole = slots_new(layout->size), *merged = slots_new(layout->size);
        unsigned char *packed = arena_alloc(arena, vector_room(layout->size));
        for (int part = 0; part < 5; part++) {
            int64_t *slots = slots_new(layout->size);
            for (size_t i = 0; i < chance(SHEETS); i++) {
                struct sheet sheet = any_sheet(arena, layout);
                sheet_add(layout, whole, &sheet, 1);
                sheet_add(layout, slots, &sheet, 1);
            }
            size_t size = vector_pack(slots, layout->size, packed);
            cr_assert(vector_add(merged, layout->size, packed, size, 1));
        }
        cr_assert(!memcmp(whole, merged, layout->size * sizeof *whole));
    }
}

Test(cell, pairs_added_and_taken_away_leave_nothing)
{
    for (int round = 0; round < 60; round++, arena_reset(arena)) {
        struct layout *layouts[] = {layout_of_all(arena, (int)chance(7)),
                                    layout_of_all(arena, (int)chance(7)),
                                    layout_of_domains(arena, 1 + chance(45), 2)};
        struct layout *to = layouts[chance(3)];
        struct pair pairs[SHEETS];
        size_t order[SHEETS];
        int64_t *slots = slots_new(to->change_size);
        for (size_t i = 0; i < SHEETS; i++) {
            const struct layout *from = layouts[chance(3)];
            pairs[i] = (struct pair){from, to, any_sheet(arena, from), any_sheet(arena, to)};
            pair_add(slots, &pairs[i], 1);
        }
        shuffle(order, SHEETS);
        for (size_t i = 0; i < SHEETS; i++)
            pair_add(slots, &pairs[order[i]], -1);
        expect_zeros(slots, to->change_size);
    }
}

/* The first is a stage; the rest has no answer. */
static struct sheet sheet_with(const struct layout *layout, const char *item, int64_t value)
{
    int64_t *values = slots_new(layout->positions);
    for (size_t i = 0; i < layout->positions; i++)
        values[i] = strcmp(layout->subjects[i].item, item) ? NO_ANSWER : value;
    return (struct sheet){.received = true, .answers = {layout->positions, values}};
}

Test(cell, counts_what_is_missing_by_reason)
{
    struct layout *layout = layout_of_domains(arena, 1, 1);
    int64_t *slots = slots_new(layout->size), reasons[] = {3, REASON_SLOTS};
    struct sheet sheet = sheet_with(layout, "a0", NO_ANSWER);
    sheet.reasons = (struct answers){2, reasons};
    sheet.in_work = true;
    sheet_add(layout, slots, &sheet, 1);
    cr_assert_eq(slots[layout->subjects[0].missing + 3], 1);
    cr_assert_eq(slots[layout->subjects[1].missing], 1, "an unknown reason is none");
    sheet.received = false;
    sheet_add(layout, slots, &sheet, 1);
    cr_assert(slots[SLOT_EXPECTED] == 2 && slots[SLOT_RECEIVED] == 1 && slots[SLOT_IN_WORK] == 2);
    cr_assert_eq(slots[layout->subjects[0].missing + 3], 1,
                 "nothing is missing of what is not there");
}

/* Sheets damaged by hand must not write where they have no slot. */
Test(cell, what_is_no_level_counts_nowhere)
{
    static const int64_t wrong[] = {0, 3, 8, -1, 1000000, INT64_MAX, INT64_MIN + 1};
    struct layout *layout = layout_of_domains(arena, 2, 60);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t *slots = slots_new(layout->size), *moved = slots_new(layout->change_size);
        struct sheet a = sheet_with(layout, "a0", wrong[i]), b = sheet_with(layout, "b0", wrong[i]);
        sheet_add(layout, slots, &a, 1);
        sheet_add(layout, slots, &b, 1);
        cr_assert(slots[SLOT_RECEIVED] == 2);
        slots[SLOT_EXPECTED] = slots[SLOT_RECEIVED] = 0;
        for (size_t k = 0; k < layout->positions; k++)
            slots[layout->subjects[k].missing] = 0;
        expect_zeros(slots, layout->size);
        pair_add(moved, &(struct pair){layout, layout, a, b}, 1);
        expect_zeros(moved, layout->change_size);
    }
}

Test(cell, the_largest_answers_fit)
{
    static const int64_t largest[] = {999999999999999999, -999999999999999999, INT64_MAX,
                                      INT64_MIN + 1};
    struct layout *layout = layout_of_all(arena, 6);
    int64_t *slots = slots_new(layout->change_size), value;
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++) {
            struct pair pair = {layout, layout, sheet_with(layout, "money", largest[i]),
                                sheet_with(layout, "money", largest[k])};
            pair_add(slots, &pair, 1);
            cr_assert_eq(sheet_value(&layout->subjects[1], &pair.from, &value), i < 2);
        }
    const struct subject *money = &layout->subjects[1];
    int64_t *change = slots + money->change;
    cr_assert(change[CHANGE_SAME] == 2 && change[CHANGE_IMPROVED] == 1 &&
              change[CHANGE_DECLINED] == 1 && change[CHANGE_JOINED] == 4 &&
              change[CHANGE_LEFT] == 4);
    struct sample moved = moments_sample(change + CHANGE_MOMENTS, money->unit_scale);
    cr_assert(moved.n == 4 && moved.mean == 0);
    cr_assert_float_eq(moved.m2 / 8e24, 1, 1e-12);
}

Test(cell, a_version_with_other_decimals_changes_nothing)
{
    struct layout *before = layout_of_all(arena, 2), *after = layout_of_all(arena, 3);
    const struct subject *money = &after->subjects[1];
    int64_t *slots = slots_new(after->change_size);
    for (int64_t value = -2000; value <= 2000; value++) {
        struct sheet from = sheet_with(before, "money", value),
                     to = sheet_with(after, "money", 10 * value);
        pair_add(slots, &(struct pair){before, after, from, to}, 1);
    }
    cr_assert_eq(slots[money->change + CHANGE_SAME], 4001);
}

/* Of so many items that means are no whole numbers of anything, and of few. */
Test(cell, a_version_with_more_items_changes_no_mean)
{
    struct layout *before = layout_of_domains(arena, 30, 1),
                  *after = layout_of_domains(arena, 3, 1);
    int64_t *slots = slots_new(after->change_size), *many = slots_new(30),
            few[] = {1, 2, 2, NO_ANSWER};
    for (size_t i = 0; i < 30; i++)
        many[i] = i % 3 ? 2 : 1;
    struct pair pair = {before, after, {.answers = {30, many}}, {.answers = {4, few}}};
    pair_add(slots, &pair, 1);
    const struct subject *a = layout_find(after, SUBJECT_DOMAIN, "a", NULL, 1);
    cr_assert_eq(slots[a->change + CHANGE_SAME], 1);
}
