#include "themes.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "queries.h"
#include "request.h"
#include "row.h"
#include "table.h"
#include "text.h"

#define COUNTS_MOST ((size_t)2 << 20) /* all groups together: 64 MiB */

/* The columns of themes_read. */
enum { PRACTICE, WAVE, POSITION, STRATUM, CODE = STRATUM + STRATA_MAX, MENTIONS };

struct listed {
    struct theme_group *group;
    struct listed *next;
};

struct reading {
    struct request *req;
    struct themes *themes;
    struct listed *groups;  /* the newest first */
    struct listed *current; /* those in which the practice that is read stands */
    long long practice;
};

static bool is_of(const struct group *group, const struct row *row)
{
    bool same = text_same(group->wave, row_text(row, WAVE));
    for (size_t i = 0; i < STRATA_MAX && same; i++)
        same = text_same(group->strata[i], row_text(row, STRATUM + i));
    return same;
}

static const char *kept(struct reading *reading, const char *text)
{
    return text ? arena_strdup(reading->req->arena, text) : NULL;
}

static struct listed *list(struct reading *reading, struct theme_group *group, struct listed *rest)
{
    struct listed *entry = arena_alloc(reading->req->arena, sizeof *entry);
    *entry = (struct listed){group, rest};
    return entry;
}

static struct theme_group *group_new(struct reading *reading, const struct row *row)
{
    struct arena *arena = reading->req->arena;
    size_t codes = reading->themes->codes->row_count;
    if (++reading->themes->count * (codes + 1) > COUNTS_MOST) {
        problem_raise(reading->req, PROBLEM_INVALID,
                      "There are too many groups for one answer; ask for fewer strata or codes.");
        return NULL;
    }
    struct theme_group *group = arena_alloc(arena, sizeof *group);
    group->group.wave = kept(reading, row_text(row, WAVE));
    group->group.wave_position = row_integer(row, POSITION);
    for (size_t i = 0; i < STRATA_MAX; i++)
        group->group.strata[i] = kept(reading, row_text(row, STRATUM + i));
    group->codes = arena_array(arena, struct theme_count, codes + 1);
    reading->groups = list(reading, group, reading->groups);
    return group;
}

/* Rows of a group mostly come together, and so do those of a practice. */
static struct theme_group *group_of(struct reading *reading, const struct row *row)
{
    for (struct listed *at = reading->current; at; at = at->next)
        if (is_of(&at->group->group, row))
            return at->group;
    struct listed *at = reading->groups;
    while (at && !is_of(&at->group->group, row))
        at = at->next;
    struct theme_group *group = at ? at->group : group_new(reading, row);
    if (group)
        reading->current = list(reading, group, reading->current);
    return group;
}

static void count(struct theme_count *count, long long practice, long long mentions)
{
    count->sources++;
    count->mentions += mentions;
    if (practice && count->last != practice) {
        count->practices++;
        count->last = practice;
    }
}

static struct theme_change *change_of(struct reading *reading, struct theme_group *to,
                                      const struct theme_group *from)
{
    struct theme_change *change = to->changes;
    while (change && change->from != from)
        change = change->next;
    if (change)
        return change;
    change = arena_alloc(reading->req->arena, sizeof *change);
    change->from = from;
    change->codes =
        arena_array(reading->req->arena, struct fourfold, reading->themes->codes->row_count + 1);
    change->next = to->changes;
    return to->changes = change;
}

static void add_change(struct reading *reading, struct theme_group *to,
                       const struct theme_group *from)
{
    struct theme_change *change = change_of(reading, to, from);
    change->n++;
    for (size_t i = 0; i < reading->themes->codes->row_count; i++) {
        bool before = from->codes[i].last == reading->practice;
        bool after = to->codes[i].last == reading->practice;
        struct fourfold *table = &change->codes[i];
        long long *cell = before ? (after ? &table->a : &table->b) : after ? &table->c : &table->d;
        ++*cell;
    }
}

static bool is_before(const struct group *a, const struct group *b)
{
    bool same = a->wave && b->wave && a->wave_position < b->wave_position;
    for (size_t i = 0; i < STRATA_MAX && same; i++)
        same = text_same(a->strata[i], b->strata[i]);
    return same;
}

/* Of a practice that was read whole, what changed between waves. */
static void end_practice(struct reading *reading)
{
    for (struct listed *to = reading->current; to && reading->practice; to = to->next)
        for (struct listed *from = reading->current; from; from = from->next)
            if (is_before(&from->group->group, &to->group->group))
                add_change(reading, to->group, from->group);
    reading->current = NULL;
}

static bool take(void *context, const struct row *row)
{
    struct reading *reading = context;
    if (!row) {
        reading->groups = reading->current = NULL;
        reading->themes->count = 0;
        reading->practice = 0;
        return true;
    }
    long long practice = row_integer(row, PRACTICE), code = row_integer(row, CODE);
    if (practice != reading->practice)
        end_practice(reading);
    reading->practice = practice;
    struct theme_group *group = group_of(reading, row);
    if (group)
        count(code < 0 ? &group->read : &group->codes[code], practice, row_integer(row, MENTIONS));
    return group != NULL;
}

static int compare(const void *left, const void *right)
{
    const struct group *a = &(*(struct theme_group *const *)left)->group,
                       *b = &(*(struct theme_group *const *)right)->group;
    int order = (a->wave_position > b->wave_position) - (a->wave_position < b->wave_position);
    order = order ? order : text_order(a->wave, b->wave);
    for (size_t i = 0; !order && i < STRATA_MAX; i++)
        order = text_order(a->strata[i], b->strata[i]);
    return order;
}

static void sort_groups(struct reading *reading)
{
    struct themes *themes = reading->themes;
    size_t size = 0;
    themes->groups = arena_array(reading->req->arena, struct theme_group *, themes->count + 1);
    for (struct listed *at = reading->groups; at; at = at->next)
        themes->groups[size++] = at->group;
    qsort(themes->groups, size, sizeof(void *), compare);
}

bool themes_read(struct request *req, struct themes *themes)
{
    struct table *codes;
    struct reading reading = {.req = req, .themes = themes};
    struct taker taker = {.take = take, .context = &reading};
    if (!db_query(req, &query_theme_code_list, &codes))
        return false;
    *themes = (struct themes){.codes = codes};
    req->bulk = true;
    if (!db_each(req, &query_themes_read, &taker))
        return false;
    end_practice(&reading);
    sort_groups(&reading);
    return true;
}
