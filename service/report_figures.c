#include "figures.h"

#include <math.h>
#include <string.h>

#include "arena.h"
#include "layout.h"
#include "measure.h"
#include "report.h"
#include "summary.h"
#include "text.h"

static struct where place_of(const struct group *group, const struct subject *subject)
{
    return (struct where){.group = group,
                          .domain = subject->domain,
                          .item = subject->item,
                          .label = subject->label,
                          .expected = group_count(group, SLOT_EXPECTED)};
}

/* A measure by its function, under the name that the report gives it. */
struct line {
    void (*figures)(const struct view *view);
    const char *name;
};

static void tell(struct view *view, const struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        view->measure = lines[i].name;
        lines[i].figures(view);
    }
}

static struct view view_of(struct report *report, const struct group *group,
                           const struct subject *subject, const struct asked *asked)
{
    struct summary *summary = arena_alloc(report_arena(report), sizeof *summary);
    *summary = summarize(report_arena(report), group, subject);
    return (struct view){report, place_of(group, subject), subject, summary, asked, NULL};
}

static void levels_of_group(struct report *report, const struct group *group,
                            const struct subject *subject, const struct asked *asked)
{
    static const struct line lines[] = {{measure_count_by_level, "count"},
                                        {measure_share_at_or_above, "share_at_or_above"},
                                        {measure_mean, "mean"},
                                        {measure_median, "median"}};
    struct view view = view_of(report, group, subject, asked);
    tell(&view, lines, sizeof lines / sizeof *lines);
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
    const struct asked asked = {.at_or_above = at_or_above};
    for (size_t first = 0, count; first < groups->count; first += count) {
        count = groups_of_wave(groups, first);
        const struct subject **s =
            subjects_of(report, groups->sorted + first, count, is_staged, &kind);
        for (; *s; s++)
            for (size_t i = first; i < first + count; i++)
                levels_of_group(report, groups->sorted[i], *s, &asked);
    }
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

static void measures_of_group(struct report *report, const struct group *group,
                              const struct subject *subject, const struct measures *measures)
{
    static const struct asked nothing;
    static const struct line rate = {measure_pooled, "pooled_rate"}, sum = {measure_sum, "sum"},
                             rest[] = {{measure_mean, "mean_of_practices"},
                                       {measure_median, "median_of_practices"}};
    struct view view = view_of(report, group, subject, &nothing);
    if (!measures->empty && view.summary->practices.n == 0)
        return;
    if (subject->kind == SUBJECT_RATE)
        tell(&view, &rate, 1);
    else if (measures->sums || adds_up(subject))
        tell(&view, &sum, 1);
    tell(&view, rest, measures->medians ? 2 : 1);
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
                                   .unit = measure_unit(subject),
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

/* Every pair of groups that differ in their first stratum alone; the later in order first. */
static void compare_groups(struct report *report, const struct subject *subject,
                           struct group *const *groups, size_t count)
{
    for (size_t a = count; a-- > 0;)
        for (size_t b = a; b-- > 0;) {
            bool others = true;
            for (size_t i = 1; i < STRATA_MAX; i++)
                others = others && text_same(groups[a]->strata[i], groups[b]->strata[i]);
            if (others && groups[a]->strata[0] && groups[b]->strata[0])
                compare(report, subject, groups[a], groups[b]);
        }
}

void figures_of_measures(struct report *report, const struct groups *groups,
                         const struct measures *measures)
{
    for (size_t first = 0, count; first < groups->count; first += count) {
        count = groups_of_wave(groups, first);
        const struct subject **subjects =
            subjects_of(report, groups->sorted + first, count, measures->chosen, measures->context);
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
    static const struct asked nothing;
    static const struct line lines[] = {{measure_pooled, "pooled_ratio"},
                                        {measure_mean, "mean_of_practices"},
                                        {measure_median, "median_of_practices"},
                                        {measure_lowest, "lowest"},
                                        {measure_highest, "highest"}};
    struct view view = view_of(report, group, subject, &nothing);
    if (empty || view.summary->practices.n > 0)
        tell(&view, lines, spread ? 5 : 2);
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
