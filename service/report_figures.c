#include "figures.h"

#include <math.h>
#include <string.h>

#include "arena.h"
#include "layout.h"
#include "report.h"
#include "summary.h"

#define Z_95 1.96 /* as the published studies use it */

static void mean_figure(struct report *report, const struct where *place,
                        const struct sample *sample, const char *measure, const char *unit,
                        enum method_kind method)
{
    struct interval interval;
    bool known = mean_interval_z(sample, Z_95, &interval);
    report_figure(report, place,
                  &(struct figure){.measure = measure,
                                   .method = method,
                                   .unit = unit,
                                   .value = sample->mean,
                                   .n = sample->n,
                                   .interval = known ? &interval : NULL});
}

static void rank_figure(struct report *report, const struct where *place,
                        const struct summary *summary, const char *measure, double value,
                        const char *unit, enum method_kind method)
{
    report_figure(report, place,
                  &(struct figure){.measure = measure,
                                   .method = method,
                                   .unit = unit,
                                   .value = value,
                                   .n = summary->practices.n});
}

static struct where place_of(const struct group *group, const struct subject *subject)
{
    return (struct where){.group = group,
                          .domain = subject->domain,
                          .item = subject->item,
                          .label = subject->label,
                          .expected = group_count(group, SLOT_EXPECTED)};
}

static void share_figure(struct report *report, const struct where *place,
                         const struct summary *summary, const struct scale *scale, size_t first)
{
    long long above = 0;
    struct interval interval = {0, 0};
    for (size_t i = first; i < scale->count; i++)
        above += summary->counts[i];
    bool known = rate_interval_wilson(above, summary->total, Z_95, &interval);
    interval = (struct interval){100 * interval.low, 100 * interval.high};
    report_figure(report, place,
                  &(struct figure){.measure = "share_at_or_above",
                                   .method = BY_SHARE,
                                   .unit = "percent",
                                   .level_label = scale->levels[first].label,
                                   .value = known ? 100.0 * (double)above / (double)summary->total
                                                  : 0,
                                   .n = summary->total,
                                   .interval = &interval});
}

static void levels_of_group(struct report *report, const struct group *group,
                            const struct subject *subject, int at_or_above)
{
    const struct scale *scale = subject->scale;
    struct where place = place_of(group, subject);
    struct summary summary = summarize(report_arena(report), group, subject);
    size_t first = at_or_above == UPPER_HALF ? scale->count / 2 : 0;
    while (at_or_above != UPPER_HALF && first < scale->count &&
           scale->levels[first].level < at_or_above)
        first++;
    for (size_t i = 0; i < scale->count; i++)
        report_figure(report, &place,
                      &(struct figure){.measure = "count",
                                       .method = BY_COUNT,
                                       .unit = "practices",
                                       .level = &scale->levels[i],
                                       .value = (double)summary.counts[i],
                                       .n = summary.total});
    if (first < scale->count)
        share_figure(report, &place, &summary, scale, first);
    mean_figure(report, &place, &summary.practices, "mean", "level", BY_MEAN);
    if (summary.ranked || summary.practices.n == 0)
        rank_figure(report, &place, &summary, "median", summary.median, "level", BY_MEDIAN);
}

static bool is_staged(const struct layout *layout, const struct subject *subject,
                      const void *context)
{
    (void)layout;
    return subject->staged && subject->kind == *(const enum subject_kind *)context;
}

void figures_of_levels(struct report *report, const struct groups *groups, bool by_domain,
                       int at_or_above)
{
    enum subject_kind kind = by_domain ? SUBJECT_DOMAIN : SUBJECT_LEVELS;
    for (size_t first = 0, count; first < groups->count; first += count) {
        count = groups_of_wave(groups, first);
        const struct subject **s =
            subjects_of(report, groups->sorted + first, count, is_staged, &kind);
        for (; *s; s++)
            for (size_t i = first; i < first + count; i++)
                levels_of_group(report, groups->sorted[i], *s, at_or_above);
    }
}

static void pooled_figure(struct report *report, const struct where *place,
                          const struct summary *summary)
{
    struct interval interval;
    bool known = rate_interval_wilson(llround(summary->sum), llround(summary->below), Z_95,
                                      &interval);
    interval = (struct interval){100 * interval.low, 100 * interval.high};
    report_figure(report, place,
                  &(struct figure){.measure = "pooled_rate",
                                   .method = BY_POOLED,
                                   .unit = "percent",
                                   .n = summary->practices.n,
                                   .value = known ? 100 * summary->sum / summary->below : 0,
                                   .interval = known ? &interval : NULL});
}

static void sum_figure(struct report *report, const struct where *place,
                       const struct summary *summary, const char *unit)
{
    report_figure(report, place,
                  &(struct figure){.measure = "sum",
                                   .method = BY_SUM,
                                   .unit = unit,
                                   .value = summary->sum,
                                   .n = summary->practices.n});
}

/* Scores and numbers of unknown nature have no sum that means anything. */
static bool adds_up(const struct subject *subject)
{
    static const char *const kinds[] = {"count", "money", "hours", "fte"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(subject->item_kind, kinds[i]))
            return true;
    return false;
}

static const char *unit_of(const struct subject *subject)
{
    return subject->kind == SUBJECT_RATE ? "percent" : subject->unit;
}

static void measures_of_group(struct report *report, const struct group *group,
                              const struct subject *subject, const struct measures *measures)
{
    struct where place = place_of(group, subject);
    struct summary summary = summarize(report_arena(report), group, subject);
    if (!measures->empty && summary.practices.n == 0)
        return;
    if (subject->kind == SUBJECT_RATE)
        pooled_figure(report, &place, &summary);
    else if (measures->sums || adds_up(subject))
        sum_figure(report, &place, &summary, unit_of(subject));
    mean_figure(report, &place, &summary.practices, "mean_of_practices", unit_of(subject), BY_MEAN);
    if (measures->medians)
        rank_figure(report, &place, &summary, "median_of_practices", summary.median,
                    unit_of(subject), BY_MEDIAN);
}

static void compare(struct report *report, const struct subject *subject, const struct group *a,
                    const struct group *b)
{
    struct sample first = summarize(report_arena(report), a, subject).practices,
                  second = summarize(report_arena(report), b, subject).practices;
    struct t_test test = {0};
    struct where place = place_of(a, subject);
    if (first.n == 0 || second.n == 0)
        return;
    bool known = student_t_pooled(&first, &second, &test);
    place.expected += group_count(b, SLOT_EXPECTED);
    place.stratum = arena_printf(report_arena(report), "%s vs %s", a->strata[0], b->strata[0]);
    report_figure(report, &place,
                  &(struct figure){.measure = "difference_of_means",
                                   .method = BY_DIFFERENCE,
                                   .unit = unit_of(subject),
                                   .value = first.mean - second.mean,
                                   .n = first.n + second.n});
    report_figure(report, &place,
                  &(struct figure){.measure = "p_value",
                                   .method = BY_STUDENT,
                                   .unit = "probability",
                                   .value = test.p,
                                   .n = first.n + second.n,
                                   .too_few = !known});
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* Every pair of groups that differ in their first stratum alone; the later in order first. */
static void compare_groups(struct report *report, const struct subject *subject,
                           struct group *const *groups, size_t count)
{
    for (size_t a = count; a-- > 0;)
        for (size_t b = a; b-- > 0;) {
            bool others = true;
            for (size_t i = 1; i < STRATA_MAX; i++)
                others = others && same_text(groups[a]->strata[i], groups[b]->strata[i]);
            if (others && groups[a]->strata[0] && groups[b]->strata[0])
                compare(report, subject, groups[a], groups[b]);
        }
}

void figures_of_measures(struct report *report, const struct groups *groups,
                         const struct measures *measures)
{
    for (size_t first = 0, count; first < groups->count; first += count) {
        count = groups_of_wave(groups, first);
        const struct subject **subjects = subjects_of(report, groups->sorted + first, count,
                                                      measures->chosen, measures->context);
        for (size_t s = 0; subjects[s]; s++)
            for (size_t i = first; i < first + count; i++)
                measures_of_group(report, groups->sorted[i], subjects[s], measures);
        for (size_t s = 0; measures->compare && subjects[s]; s++)
            compare_groups(report, subjects[s], groups->sorted + first, count);
    }
}

static bool is_ratio(const struct layout *layout, const struct subject *subject,
                     const void *context)
{
    (void)layout;
    (void)context;
    return subject->kind == SUBJECT_RATIO;
}

static void ratio_of_group(struct report *report, const struct group *group,
                           const struct subject *subject, bool spread, bool empty)
{
    struct where place = place_of(group, subject);
    struct summary s = summarize(report_arena(report), group, subject);
    if (!empty && s.practices.n == 0)
        return;
    report_figure(report, &place,
                  &(struct figure){.measure = "pooled_ratio",
                                   .method = BY_POOLED_RATIO,
                                   .unit = "ratio",
                                   .n = s.practices.n,
                                   .value = s.below > 0 ? s.sum / s.below : 0});
    mean_figure(report, &place, &s.practices, "mean_of_practices", "ratio", BY_MEAN);
    if (!spread)
        return;
    rank_figure(report, &place, &s, "median_of_practices", s.median, "ratio", BY_MEDIAN);
    rank_figure(report, &place, &s, "lowest", s.lowest, "ratio", BY_RANGE);
    rank_figure(report, &place, &s, "highest", s.highest, "ratio", BY_RANGE);
}

void figures_of_ratios(struct report *report, const struct groups *groups, bool spread, bool empty)
{
    for (size_t first = 0, count; first < groups->count; first += count) {
        count = groups_of_wave(groups, first);
        const struct subject **s =
            subjects_of(report, groups->sorted + first, count, is_ratio, NULL);
        for (; *s; s++)
            for (size_t i = first; i < first + count; i++)
                ratio_of_group(report, groups->sorted[i], *s, spread, empty);
    }
}
