#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "layout.h"
#include "report.h"
#include "summary.h"
#include "table.h"

static bool is_domain(const struct layout *layout, const struct subject *subject,
                      const void *context)
{
    (void)layout;
    (void)context;
    return subject->kind == SUBJECT_DOMAIN;
}

static void paired_figure(struct report *report, const struct where *place, const char *measure,
                          long long count, long long n)
{
    report_figure(report, place,
                  &(struct figure){.measure = measure,
                                   .method = BY_PAIRED,
                                   .unit = "practices",
                                   .value = (double)count,
                                   .n = n});
}

static const struct group *changed(const struct groups *changes, const struct group *group)
{
    for (size_t i = 0; i < changes->count; i++)
        if (!strcmp(changes->sorted[i]->wave, group->wave) &&
            !strcmp(changes->sorted[i]->instrument, group->instrument))
            return changes->sorted[i];
    return NULL;
}

static void change_of_domain(struct report *report, const struct group *group,
                             const struct group *changes, const struct subject *domain)
{
    struct where place = {.group = group,
                          .domain = domain->domain,
                          .label = domain->label,
                          .expected = group_count(group, SLOT_EXPECTED)};
    struct change change = summarize_change(report_arena(report), changes, domain);
    struct interval interval;
    bool known = mean_interval_z(&change.moved, Z_95, &interval);
    report_figure(report, &place,
                  &(struct figure){.measure = "mean_change",
                                   .method = BY_CHANGE,
                                   .unit = "level",
                                   .value = change.moved.mean,
                                   .n = change.n,
                                   .interval = known ? &interval : NULL});
    paired_figure(report, &place, "improved", change.improved, change.n);
    paired_figure(report, &place, "same", change.same, change.n);
    paired_figure(report, &place, "declined", change.declined, change.n);
}

/* Whether another wave of the instrument stands before the group's. */
static bool is_later(const struct groups *groups, const struct group *group)
{
    for (size_t i = 0; i < groups->count; i++)
        if (!strcmp(groups->sorted[i]->instrument, group->instrument) &&
            groups->sorted[i]->wave_position < group->wave_position)
            return true;
    return false;
}

void figures_of_change(struct report *report, const struct groups *groups,
                       const struct groups *changes)
{
    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = groups->sorted[i];
        const struct subject **s = subjects_of(report, groups->sorted + i, 1, is_domain, NULL);
        for (; is_later(groups, group) && *s; s++)
            change_of_domain(report, group, changed(changes, group), *s);
    }
}

static void count_figure(struct report *report, const struct where *place, const char *measure,
                         const char *reason, enum method_kind method, long long count)
{
    report_figure(report, place,
                  &(struct figure){.measure = measure,
                                   .method = method,
                                   .unit = reason ? "answers" : "practices",
                                   .level_label = reason,
                                   .value = (double)count,
                                   .n = place->expected});
}

static void missing_figures(struct report *report, const struct where *place,
                            const struct table *reasons)
{
    for (size_t row = 0; row < reasons->row_count; row++) {
        size_t reason = strtoul(table_get(reasons, row, "reason_id"), NULL, 10);
        long long count = group_missing(place->group, reason);
        if (count)
            count_figure(report, place, "answers_missing", table_get(reasons, row, "reason"),
                         BY_MISSING, count);
    }
}

void figures_of_completeness(struct report *report, const struct groups *groups,
                             const struct table *reasons)
{
    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = groups->sorted[i];
        struct where place = {.group = group, .expected = group_count(group, SLOT_EXPECTED)};
        if (place.expected == 0)
            continue;
        count_figure(report, &place, "expected", NULL, BY_EXPECTED, place.expected);
        count_figure(report, &place, "received", NULL, BY_RECEIVED,
                     group_count(group, SLOT_RECEIVED));
        if (!reasons)
            continue;
        count_figure(report, &place, "in_work", NULL, BY_RECEIVED,
                     group_count(group, SLOT_IN_WORK));
        missing_figures(report, &place, reasons);
    }
}
