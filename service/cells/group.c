#include "group.h"

#include <stdlib.h>
#include <string.h>

#include "application.h"
#include "catalog.h"
#include "db.h"
#include "layout.h"
#include "request.h"
#include "row.h"
#include "summary.h"
#include "text.h"
#include "vector.h"

#define BUCKETS 4096
#define SLOTS_MOST ((size_t)12 << 20) /* all groups together: 96 MiB */

/* The columns of the queries. */
enum {
    WAVE,
    WAVE_POSITION,
    VERSION,
    STRATUM,
    SIGN = STRATUM + STRATA_MAX,
    VECTOR,
    RECEIVED,
    IN_WORK,
    ANSWERS,
    DENOMINATORS,
    REASONS,
    FROM_WAVE,
    FROM_VERSION,
    FROM_ANSWERS
};

enum { ARRAYS = 4 };

struct gathering {
    struct request *req;
    enum group_kind kind;
    struct group *buckets[BUCKETS];
    struct group *last; /* rows of a group mostly come together */
    size_t count, slots;
    int64_t *room[ARRAYS]; /* for the arrays of a row */
    size_t positions;
};

static bool is_of(const struct group *group, const struct row *row, const char *instrument)
{
    for (size_t i = 0; i < STRATA_MAX; i++)
        if (!text_same(group->strata[i], row_text(row, STRATUM + i)))
            return false;
    return text_same(group->wave, row_text(row, WAVE)) && !strcmp(group->instrument, instrument) &&
           text_same(group->from_wave, row_text(row, FROM_WAVE));
}

static size_t mixed(size_t hash, const char *text)
{
    for (; text && *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash * 31 + (text != NULL);
}

static size_t bucket_of(const struct row *row, const char *instrument)
{
    size_t hash = mixed(mixed(14695981039346656037u, row_text(row, WAVE)), instrument);
    for (size_t i = 0; i < STRATA_MAX; i++)
        hash = mixed(hash, row_text(row, STRATUM + i));
    return mixed(hash, row_text(row, FROM_WAVE)) % BUCKETS;
}

static const char *kept(struct gathering *g, const char *text)
{
    return text ? arena_strdup(g->req->arena, text) : NULL;
}

static struct group *group_of(struct gathering *g, const struct row *row, const char *instrument)
{
    if (g->last && is_of(g->last, row, instrument))
        return g->last;
    struct group **at = &g->buckets[bucket_of(row, instrument)];
    while (*at && !is_of(*at, row, instrument))
        at = &(*at)->next;
    if (*at)
        return g->last = *at;
    struct group *group = arena_alloc(g->req->arena, sizeof *group);
    group->wave = kept(g, row_text(row, WAVE));
    group->from_wave = kept(g, row_text(row, FROM_WAVE));
    group->instrument = instrument;
    group->wave_position = row_integer(row, WAVE_POSITION);
    for (size_t i = 0; i < STRATA_MAX; i++)
        group->strata[i] = kept(g, row_text(row, STRATUM + i));
    g->count++;
    return g->last = *at = group;
}

static size_t slots_of(const struct gathering *g, const struct layout *layout)
{
    return g->kind == GROUP_TRANSITIONS ? layout->change_size : layout->size;
}

/* NULL where all groups together would be too large. */
static struct part *part_of(struct gathering *g, struct group *group, const struct layout *layout)
{
    size_t i = 0;
    for (; i < group->part_count; i++)
        if (group->parts[i].layout == layout)
            return &group->parts[i];
    g->slots += slots_of(g, layout);
    if (g->slots > SLOTS_MOST) {
        problem_raise(g->req, PROBLEM_INVALID,
                      "There are too many groups for one answer; ask for fewer strata or waves.");
        return NULL;
    }
    struct part *parts = arena_array(g->req->arena, struct part, group->part_count + 1);
    for (i = group->part_count; i > 0 && strcmp(group->parts[i - 1].layout->rank, layout->rank) < 0;
         i--)
        parts[i] = group->parts[i - 1];
    if (i > 0)
        memcpy(parts, group->parts, i * sizeof *parts);
    parts[i] =
        (struct part){layout, arena_array(g->req->arena, int64_t, slots_of(g, layout)), NULL};
    if (g->kind == GROUP_VALUES)
        parts[i].series = arena_array(g->req->arena, struct series, layout->subject_count);
    group->parts = parts;
    group->part_count++;
    return &parts[i];
}

static void keep_value(struct arena *arena, struct series *series, int64_t value)
{
    if (series->count == series->room) {
        size_t room = series->room ? 2 * series->room : 16;
        int64_t *values = arena_array(arena, int64_t, room);
        if (series->count)
            memcpy(values, series->values, series->count * sizeof *values);
        series->values = values;
        series->room = room;
    }
    series->values[series->count++] = value;
}

static void keep_values(struct gathering *g, struct part *part, const struct sheet *sheet)
{
    int64_t value;
    for (size_t i = 0; sheet->received && i < part->layout->subject_count; i++) {
        const struct subject *subject = &part->layout->subjects[i];
        if (subject->kind != SUBJECT_LEVELS && sheet_value(subject, sheet, &value))
            keep_value(g->req->arena, &part->series[i], value);
    }
}

static void make_room(struct gathering *g, size_t positions)
{
    for (size_t i = 0; positions > g->positions && i < ARRAYS; i++)
        g->room[i] = arena_array(g->req->arena, int64_t, positions);
    g->positions = positions > g->positions ? positions : g->positions;
}

static bool add_sheet(struct gathering *g, struct part *part, const struct row *row, int sign)
{
    struct sheet sheet = {.received = row_boolean(row, RECEIVED),
                          .in_work = row_boolean(row, IN_WORK)};
    struct answers *arrays[] = {&sheet.answers, &sheet.denominators, &sheet.reasons};
    make_room(g, part->layout->positions);
    for (size_t i = 0; i < 3; i++)
        if (!row_answers(row, ANSWERS + i, g->room[i], g->positions, arrays[i]))
            return false;
    sheet_add(part->layout, part->slots, &sheet, sign);
    if (part->series)
        keep_values(g, part, &sheet);
    return true;
}

static bool add_pair(struct gathering *g, struct part *part, const struct row *row, int sign)
{
    struct pair pair = {.layout = part->layout,
                        .from_layout =
                            catalog_layout(g->req->app->catalog, row_integer(row, FROM_VERSION))};
    if (!pair.from_layout)
        return false;
    make_room(g, part->layout->positions);
    make_room(g, pair.from_layout->positions);
    if (!row_answers(row, ANSWERS, g->room[0], g->positions, &pair.to.answers) ||
        !row_answers(row, FROM_ANSWERS, g->room[3], g->positions, &pair.from.answers))
        return false;
    pair_add(part->slots, &pair, sign);
    return true;
}

static bool take(void *context, const struct row *row)
{
    struct gathering *g = context;
    if (!row) {
        memset(g->buckets, 0, sizeof g->buckets);
        g->last = NULL;
        g->count = g->slots = 0;
        return true;
    }
    const struct layout *layout = catalog_layout(g->req->app->catalog, row_integer(row, VERSION));
    if (!layout)
        return false;
    struct group *group = group_of(g, row, layout->instrument);
    struct part *part = part_of(g, group, layout);
    if (!part)
        return false;
    const struct field *vector = &row->fields[VECTOR];
    if (vector->bytes)
        return vector_add(part->slots, slots_of(g, layout), vector->bytes, vector->size, 1);
    int sign = (int)row_integer(row, SIGN);
    return g->kind == GROUP_TRANSITIONS ? add_pair(g, part, row, sign)
                                        : add_sheet(g, part, row, sign);
}

static int compare(const void *left, const void *right)
{
    const struct group *a = *(struct group *const *)left, *b = *(struct group *const *)right;
    int order = strcmp(a->instrument, b->instrument);
    if (!order)
        order = (a->wave_position > b->wave_position) - (a->wave_position < b->wave_position);
    if (!order)
        order = strcmp(a->wave, b->wave);
    if (!order)
        order = text_order(a->from_wave, b->from_wave);
    for (size_t i = 0; !order && i < STRATA_MAX; i++)
        order = text_order(a->strata[i], b->strata[i]);
    return order;
}

bool groups_load(struct request *req, const struct query *query, enum group_kind kind,
                 struct groups **groups)
{
    struct gathering *g = arena_alloc(req->arena, sizeof *g);
    *g = (struct gathering){.req = req, .kind = kind};
    struct taker taker = {.take = take, .context = g};
    if (!db_each(req, query, &taker))
        return false;
    *groups = arena_alloc(req->arena, sizeof **groups);
    (*groups)->sorted = arena_array(req->arena, struct group *, g->count);
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct group *group = g->buckets[i]; group; group = group->next)
            if (kind == GROUP_TRANSITIONS || group_count(group, SLOT_EXPECTED) > 0)
                (*groups)->sorted[(*groups)->count++] = group;
    qsort((*groups)->sorted, (*groups)->count, sizeof(struct group *), compare);
    return true;
}

struct groups *groups_of_kinds(struct arena *arena, const struct groups *groups, const char *kinds)
{
    struct groups *chosen = arena_alloc(arena, sizeof *chosen);
    chosen->sorted = arena_array(arena, struct group *, groups->count + 1);
    for (size_t i = 0; i < groups->count; i++)
        if (text_in_list(kinds, groups->sorted[i]->parts[0].layout->instrument_kind))
            chosen->sorted[chosen->count++] = groups->sorted[i];
    return chosen;
}
