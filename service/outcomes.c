#include "outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "figures.h"
#include "layout.h"
#include "request.h"
#include "summary.h"
#include "text.h"

/* What each practice came to, ascending by practice. */
struct valued {
    struct arena *arena;
    struct outcomes *outcomes;
    const char **practices;
    double *values;
    size_t *groups;
    size_t size;
};

static bool is_component(const struct layout *layout, const struct subject *subject,
                         const void *context)
{
    (void)layout;
    (void)context;
    return subject->kind == SUBJECT_LEVELS && subject->staged && subject->change_size > 0;
}

static bool is_item(const struct layout *layout, const struct subject *subject, const void *item)
{
    (void)layout;
    return subject->item && !strcmp(subject->item, item) && subject->kind != SUBJECT_TEXT;
}

struct moved components_moved(struct report *report, struct group *group)
{
    struct moved moved = {0};
    const struct subject **subjects = subjects_of(report, &group, 1, is_component, NULL);
    for (; *subjects; subjects++) {
        struct change change = summarize_change(report_arena(report), group, *subjects);
        moved.improved += change.improved;
        moved.same += change.same;
        moved.declined += change.declined;
    }
    return moved;
}

static struct valued valued_new(struct arena *arena, struct outcomes *outcomes, size_t most)
{
    return (struct valued){arena,
                           outcomes,
                           arena_array(arena, const char *, most + 1),
                           arena_array(arena, double, most + 1),
                           arena_array(arena, size_t, most + 1),
                           0};
}

static void value_add(struct valued *valued, const struct group *group, double value)
{
    valued->practices[valued->size] = group->strata[0];
    valued->values[valued->size++] = value;
}

static void tell_groups(struct valued *valued)
{
    valued->outcomes->practices = valued->practices;
    valued->outcomes->groups = valued->groups;
    valued->outcomes->size = valued->size;
}

/* 1,2 -> 0 | 1 | 2+ */
static bool read_cuts(struct request *req, long long *cuts, size_t *count)
{
    const char *text = request_value(req, "cuts");
    long long last = 0;
    for (*count = 0; text && *text && *count < OUTCOMES_MOST - 1; ++*count) {
        size_t length = strcspn(text, ",");
        const char *each = arena_strndup(req->arena, text, length);
        if (!text_to_integer(each, &cuts[*count]) || cuts[*count] <= last)
            break;
        last = cuts[*count];
        text += length + (text[length] == ',');
    }
    if (*count == 0 || (text && *text))
        fault_add(req, "parameter", "cuts", "invalid_format",
                  "must be up to seven whole numbers above 0, ascending");
    return faults_raise(req, PROBLEM_INVALID);
}

static void label_cuts(struct valued *valued, const long long *cuts, size_t count)
{
    for (size_t i = 0; i <= count; i++) {
        long long low = i ? cuts[i - 1] : 0, high = i < count ? cuts[i] - 1 : 0;
        valued->outcomes->labels[i] = i == count ? arena_printf(valued->arena, "%lld+", low)
                                      : low == high
                                          ? arena_printf(valued->arena, "%lld", low)
                                          : arena_printf(valued->arena, "%lld-%lld", low, high);
    }
    valued->outcomes->count = count + 1;
}

static void cut_values(struct valued *valued, const long long *cuts, size_t count)
{
    label_cuts(valued, cuts, count);
    for (size_t i = 0; i < valued->size; i++)
        while (valued->groups[i] < count && valued->values[i] >= (double)cuts[valued->groups[i]])
            valued->groups[i]++;
    tell_groups(valued);
}

static bool by_advancement(struct request *req, struct report *report, struct valued *valued)
{
    struct groups *groups;
    long long cuts[OUTCOMES_MOST];
    size_t count;
    const char *from = request_value(req, "from");
    if (!read_cuts(req, cuts, &count) || !report_changes_by(report, "practice", false, &groups))
        return false;
    *valued = valued_new(req->arena, valued->outcomes, groups->count);
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = groups->sorted[i];
        struct moved moved = components_moved(report, group);
        if (!strcmp(group->from_wave, from) && moved.improved + moved.same + moved.declined > 0)
            value_add(valued, group, (double)moved.improved);
    }
    cut_values(valued, cuts, count);
    return true;
}

static int by_number(const void *a, const void *b)
{
    const double *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static void divide_values(struct valued *valued, size_t count)
{
    double bounds[OUTCOMES_MOST] = {0},
           *sorted = arena_array(valued->arena, double, valued->size + 1);
    memcpy(sorted, valued->values, valued->size * sizeof *sorted);
    qsort(sorted, valued->size, sizeof *sorted, by_number);
    for (size_t i = 0; i < count; i++) {
        bool known =
            sorted_quantile(sorted, valued->size, (double)(i + 1) / (double)count, &bounds[i]);
        valued->outcomes->labels[i] =
            known ? arena_printf(valued->arena, "%zu of %zu: to %.6g", i + 1, count, bounds[i])
                  : arena_printf(valued->arena, "%zu of %zu", i + 1, count);
    }
    for (size_t i = 0; i < valued->size; i++)
        while (valued->groups[i] < count - 1 && valued->values[i] > bounds[valued->groups[i]])
            valued->groups[i]++;
    valued->outcomes->count = count;
    tell_groups(valued);
}

static bool by_item(struct request *req, struct report *report, struct valued *valued)
{
    struct groups *groups;
    const char *item = request_value(req, "item"), *count = request_value(req, "groups");
    request_bind(req, "strata", "practice");
    if (!report_groups(report, NULL, true, &groups))
        return false;
    *valued = valued_new(req->arena, valued->outcomes, groups->count);
    for (size_t i = 0; i < groups->count; i++) {
        const struct subject *subject =
            subjects_of(report, &groups->sorted[i], 1, is_item, item)[0];
        if (!subject)
            continue;
        struct sample value = summarize(req->arena, groups->sorted[i], subject).practices;
        if (value.n > 0)
            value_add(valued, groups->sorted[i], value.mean);
    }
    divide_values(valued, (size_t)strtoul(count, NULL, 10));
    return true;
}

bool outcomes_read(struct request *req, struct report *report, struct outcomes *outcomes,
                   struct group *place)
{
    struct valued valued = {.outcomes = outcomes};
    bool item = request_value(req, "item");
    const char *from = request_value(req, "from");
    *place = (struct group){.wave = request_value(req, "wave"),
                            .from_wave = item ? NULL : from,
                            .instrument = request_value(req, "instrument")};
    if (!item && !from)
        fault_add(req, "parameter", "from", "required",
                  "is needed for advancement: the earlier wave");
    if (!faults_raise(req, PROBLEM_INVALID))
        return false;
    return item ? by_item(req, report, &valued) : by_advancement(req, report, &valued);
}
