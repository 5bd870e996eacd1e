#include "cells.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

#define LEVELS                                                                                     \
    "'ordered': true, 'levels': [{'level': 1, 'code': 'i', 'label': 'I'}, "                        \
    "{'level': 2, 'code': 'ii', 'label': 'II'}, {'level': 4, 'code': 'iv', 'label': 'IV'}, "       \
    "{'level': 7, 'code': 'vii', 'label': 'VII'}]"

uint64_t chance(uint64_t below)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return below ? state % below : state;
}

int64_t any_number(void)
{
    static const int64_t extremes[] = {INT64_MIN, INT64_MIN + 1, -1,       0,
                                       1,         INT64_MAX - 1, INT64_MAX};
    uint64_t kind = chance(4);
    if (kind == 0)
        return 0;
    if (kind == 1)
        return extremes[chance(sizeof extremes / sizeof *extremes)];
    return (int64_t)(chance(0) >> chance(64)) * (chance(2) ? 1 : -1);
}

struct layout *layout_of(struct arena *arena, const char *document)
{
    char *text = arena_strdup(arena, document);
    for (char *at = text; (at = strchr(at, '\''));)
        *at = '"';
    json_error_t error;
    json_t *json = json_loads(text, 0, &error);
    cr_assert(json, "%s: %s", error.text, text);
    struct layout *layout = layout_new(arena, 7, json);
    json_decref(json);
    return layout;
}

static const char *staged(struct arena *arena, const char *before, const char *domain, size_t count)
{
    for (size_t i = 0; i < count; i++)
        before =
            arena_printf(arena,
                         "%s%s{'item': '%s%zu', 'domain': '%s', 'label': 'x', 'kind': 'stage', "
                         "'decimals': 0, 'scale_id': 1, " LEVELS "}",
                         before, *before ? ", " : "", domain, i, domain);
    return before;
}

struct layout *layout_of_domains(struct arena *arena, size_t a, size_t b)
{
    return layout_of(
        arena, arena_printf(arena,
                            "{'instrument': 'x', 'kind': 'framework', 'version': '1', 'name': 'X', "
                            "'rank': '1', 'domains': [{'domain': 'a', 'name': 'A'}, "
                            "{'domain': 'b', 'name': 'B'}], 'items': [%s], 'ratios': []}",
                            staged(arena, staged(arena, "", "a", a), "b", b)));
}

struct layout *layout_of_all(struct arena *arena, int decimals)
{
    return layout_of(
        arena,
        arena_printf(
            arena,
            "{'instrument': 'x', 'kind': 'framework', 'version': '%d', 'name': 'X', 'rank': '%d', "
            "'domains': [{'domain': 'a', 'name': 'A'}, {'domain': 'b', 'name': 'B'}], "
            "'ratios': [{'ratio': 'q', 'label': 'Q', 'numerator': 2, 'denominator': 3}], 'items': ["
            "{'item': 'share', 'domain': 'a', 'kind': 'rate', 'decimals': 0, 'unit': 'patients'}, "
            "{'item': 'money', 'domain': 'a', 'kind': 'money', 'decimals': %d, 'unit': 'USD'}, "
            "{'item': 'staff', 'domain': 'b', 'kind': 'fte', 'decimals': %d}, "
            "{'item': 'words', 'domain': 'b', 'kind': 'text', 'decimals': 0}, "
            "{'item': 'choice', 'domain': 'b', 'kind': 'choice', 'decimals': 0, 'scale_id': 2, "
            "'ordered': false, 'levels': [{'level': -3, 'code': 'm'}, {'level': 9, 'code': 'n'}]}, "
            "%s]}",
            decimals, decimals, decimals, decimals,
            staged(arena, staged(arena, "", "a", 3), "b", 2)));
}

static int64_t any_answer(const struct subject *item)
{
    if (chance(5) == 0)
        return NO_ANSWER;
    if (item->scale)
        return item->scale->levels[chance(item->scale->count)].level;
    if (item->kind == SUBJECT_TEXT)
        return 1;
    int64_t value = (int64_t)(chance(0) >> (4 + chance(60)));
    return chance(3) || item->kind == SUBJECT_RATE ? value : -value;
}

struct sheet any_sheet(struct arena *arena, const struct layout *layout)
{
    int64_t *values[3];
    for (int i = 0; i < 3; i++)
        values[i] = arena_array(arena, int64_t, layout->positions);
    for (size_t i = 0; i < layout->positions; i++) {
        values[0][i] = any_answer(&layout->subjects[i]);
        values[1][i] = chance(4) ? (int64_t)(chance(0) >> (4 + chance(60))) : NO_ANSWER;
        values[2][i] = chance(2) ? (int64_t)chance(REASON_SLOTS + 2) : NO_ANSWER;
    }
    bool received = chance(4) != 0;
    size_t count = received ? layout->positions : 0;
    return (struct sheet){.received = received,
                          .in_work = chance(2),
                          .answers = {count, values[0]},
                          .denominators = {chance(3) ? count : 0, values[1]},
                          .reasons = {chance(3) ? count : 0, values[2]}};
}
