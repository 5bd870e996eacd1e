#include "layout.h"

#include <criterion/criterion.h>
#include <string.h>

#include "cells.h"
#include "moments.h"

static struct arena *arena;

static void start(void)
{
    arena = arena_new((size_t)1 << 30);
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(layout, .init = start, .fini = stop);

static size_t count_of(const struct layout *layout, enum subject_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < layout->subject_count; i++)
        count += layout->subjects[i].kind == kind;
    return count;
}

/* Every slot belongs to one thing. */
static void expect_apart(const struct layout *layout)
{
    char *used = arena_alloc(arena, layout->size), *moved = arena_alloc(arena, layout->change_size);
    memset(used, 1, SLOT_SUBJECTS);
    for (size_t i = 0; i < layout->subject_count; i++) {
        const struct subject *s = &layout->subjects[i];
        cr_assert(s->size > 0 && s->offset + s->size <= layout->size);
        cr_assert(s->change + s->change_size <= layout->change_size);
        for (size_t k = 0; k < s->size; k++)
            cr_assert_eq(used[s->offset + k]++, 0);
        for (size_t k = 0; s->missing && k < REASON_SLOTS; k++)
            cr_assert_eq(used[s->missing + k]++, 0);
        for (size_t k = 0; k < s->change_size; k++)
            cr_assert_eq(moved[s->change + k]++, 0);
    }
    cr_assert(!memchr(used, 0, layout->size) && !memchr(moved, 0, layout->change_size));
}

Test(layout, has_each_subject)
{
    struct layout *layout = layout_of_all(arena, 2);
    cr_assert(layout->positions == 10 && layout->changes && layout->version_id == 7);
    cr_assert_str_eq(layout->instrument, "x");
    const size_t counts[] = {6, 2, 1, 1, 2, 1, 1};
    for (int kind = SUBJECT_LEVELS; kind <= SUBJECT_TEXT; kind++)
        cr_assert_eq(count_of(layout, kind), counts[kind], "%d", kind);
    const struct subject *q = layout_find(layout, SUBJECT_RATIO, NULL, "q", 0),
                         *share = layout_find(layout, SUBJECT_RATE, "a", "share", 0),
                         *choice = layout_find(layout, SUBJECT_LEVELS, "b", "choice", 2),
                         *a = layout_find(layout, SUBJECT_DOMAIN, "a", NULL, 1),
                         *whole = layout_find(layout, SUBJECT_TOTAL, NULL, NULL, 1);
    cr_assert(q && q->position == 1 && q->below == 2 && q->numerator_unit == 100);
    cr_assert(q->missing == 0 && q->change_size == 0);
    cr_assert(share && share->size == MOMENT_SLOTS + 2 * SUM_SLOTS && share->missing > 0);
    cr_assert(choice && choice->size == 2 && choice->change_size == 0 && !choice->staged);
    cr_assert(a && a->member_count == 3 && a->steps == 36 && a->counted && a->change_size > 0);
    cr_assert(whole && whole->member_count == 2);
    cr_assert(!layout_find(layout, SUBJECT_DOMAIN, "a", NULL, 2));
    cr_assert(!layout_find(layout, SUBJECT_LEVELS, "a", "share", 0));
    expect_apart(layout);
}

Test(layout, of_a_domain_on_two_scales_has_two_and_no_whole)
{
    struct layout *layout = layout_of(
        arena,
        "{'instrument': 'x', 'kind': 'measures', 'version': '1', 'name': 'X', 'rank': '1', "
        "'domains': [{'domain': 'd', 'name': 'D'}, {'domain': 'empty', 'name': 'E'}], 'items': ["
        "{'item': 'p', 'domain': 'd', 'kind': 'stage', 'scale_id': 4, 'ordered': true, "
        "'levels': [{'level': 0, 'code': 'a'}, {'level': 5, 'code': 'b'}]}, "
        "{'item': 'q', 'domain': 'd', 'kind': 'level', 'scale_id': 3, 'ordered': true, "
        "'levels': [{'level': -2, 'code': 'a'}]}, "
        "{'item': 'r', 'domain': 'd', 'kind': 'stage', 'scale_id': 4, 'ordered': true, "
        "'levels': [{'level': 0, 'code': 'a'}, {'level': 5, 'code': 'b'}]}]}");
    const struct subject *first = layout_find(layout, SUBJECT_DOMAIN, "d", NULL, 4),
                         *second = layout_find(layout, SUBJECT_DOMAIN, "d", NULL, 3);
    cr_assert(count_of(layout, SUBJECT_DOMAIN) == 2 && count_of(layout, SUBJECT_TOTAL) == 0);
    cr_assert(first->member_count == 2 && second->member_count == 1);
    cr_assert_str_eq(first->members[1]->item, "r");
    cr_assert_eq(first->members[0]->scale, first->members[1]->scale);
    cr_assert(first->size == 6 + 11 && second->size == 1);
    cr_assert(!layout->changes && layout->change_size == 0);
    expect_apart(layout);
}

Test(layout, without_items_is_none)
{
    cr_assert_null(layout_of(arena, "{'instrument': 'x', 'kind': 'survey', 'items': null}"));
    cr_assert_null(layout_of(arena, "{'instrument': 'x', 'kind': 'survey', 'items': []}"));
}

/* Levels 1, 2, 4, 7: every number and sum has a slot, none has two. */
Test(layout, ratings_have_a_slot_each)
{
    for (size_t items = 1; items <= 40; items++) {
        struct layout *layout = layout_of_domains(arena, items, 1);
        const struct subject *a = layout_find(layout, SUBJECT_DOMAIN, "a", NULL, 1);
        cr_assert(a->member_count == items && a->counted);
        size_t next = 0;
        for (size_t count = 1; count <= items; count++)
            for (long long sum = (long long)count; sum <= 7 * (long long)count; sum++)
                cr_assert_eq(ratings_slot(a->scale, count, sum), next++);
        cr_assert_eq(next, a->size);
        expect_apart(layout);
        arena_reset(arena);
    }
}

Test(layout, a_long_domain_has_moments)
{
    struct layout *layout = layout_of_domains(arena, 60, 1);
    const struct subject *a = layout_find(layout, SUBJECT_DOMAIN, "a", NULL, 1);
    cr_assert(!a->counted && a->size == MOMENT_SLOTS && a->steps == 0);
    expect_apart(layout);
}

Test(layout, items_stand_by_domain_however_many_they_are)
{
    struct layout *layout = layout_of_domains(arena, 1200, 3);
    const struct subject *last = layout_find(layout, SUBJECT_LEVELS, "a", "a1199", 1),
                         *next = layout_find(layout, SUBJECT_DOMAIN, "b", NULL, 1);
    cr_assert(last->place < next->place);
}

Test(layout, changes_between_levels_have_a_slot_each)
{
    struct layout *layout = layout_of_domains(arena, 1, 1);
    const struct subject *s = layout_find(layout, SUBJECT_LEVELS, "a", "a0", 1);
    char used[25] = {0};
    cr_assert_eq(s->change_size, 25);
    for (size_t from = 0; from <= 4; from++)
        for (size_t to = 0; to <= 4; to++)
            cr_assert_eq(used[change_slot(s->scale, from, to)]++, 0);
}
