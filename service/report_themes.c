#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "report.h"
#include "table.h"
#include "theme_figures.h"

struct where theme_place(const struct themes *themes, size_t code, const struct group *group)
{
    return (struct where){.group = group,
                          .domain = table_get(themes->codes, code, "kind"),
                          .item = table_get(themes->codes, code, "code"),
                          .label = table_get(themes->codes, code, "label")};
}

/* How many of how many mention it, and the share of them. */
struct prevalence {
    const char *count, *share, *unit;
    enum method_kind counted, shared;
};

static const struct prevalence of_practices = {"practices_mentioning", "share_of_practices",
                                               "practices", BY_MENTIONING, BY_SHARE_MENTIONING};
static const struct prevalence of_respondents = {"respondents_mentioning", "share_of_respondents",
                                                 "respondents", BY_SOURCES_MENTIONING,
                                                 BY_SHARE_OF_SOURCES};

static void tell_prevalence(struct report *report, const struct where *place,
                            const struct prevalence *told, long long part, long long of, bool few)
{
    report_figure(report, place,
                  &(struct figure){.measure = told->count,
                                   .method = told->counted,
                                   .unit = told->unit,
                                   .value = (double)part,
                                   .n = of,
                                   .suppressed = few});
    report_share(report, place,
                 (struct figure){.measure = told->share, .method = told->shared, .suppressed = few},
                 part, of);
}

static void tell_code(struct report *report, const struct themes *themes, size_t code,
                      const struct theme_group *group, long long threshold)
{
    const struct theme_count *count = &group->codes[code];
    struct where place = theme_place(themes, code, &group->group);
    bool few = count->sources > 0 && count->practices < threshold;
    tell_prevalence(report, &place, &of_practices, count->practices, group->read.practices, few);
    tell_prevalence(report, &place, &of_respondents, count->sources, group->read.sources, few);
    report_figure(report, &place,
                  &(struct figure){.measure = "mentions",
                                   .method = BY_MENTIONS,
                                   .unit = "excerpts",
                                   .value = (double)count->mentions,
                                   .n = group->read.sources,
                                   .suppressed = few});
}

static void tell_change(struct report *report, const struct where *place,
                        const struct theme_change *change, size_t code, long long threshold)
{
    const struct fourfold *table = &change->codes[code];
    struct exact_test test = {0};
    long long before = table->a + table->b, after = table->a + table->c;
    bool few = (before > 0 && before < threshold) || (after > 0 && after < threshold);
    bool known = mcnemar_test(table, &test);
    report_figure(report, place,
                  &(struct figure){.measure = "change_in_share",
                                   .method = BY_THEME_CHANGE,
                                   .unit = "percentage points",
                                   .value = 100.0 * (double)(after - before) / (double)change->n,
                                   .n = change->n,
                                   .suppressed = few});
    report_figure(report, place,
                  &(struct figure){.measure = "p_mcnemar",
                                   .method = BY_THEME_MCNEMAR,
                                   .unit = "probability",
                                   .value = test.p,
                                   .n = change->n,
                                   .too_few = !known,
                                   .suppressed = few});
}

static void tell_changes(struct report *report, const struct themes *themes,
                         const struct theme_group *group, long long threshold)
{
    for (const struct theme_change *change = group->changes; change; change = change->next) {
        struct group *place = arena_alloc(report_arena(report), sizeof *place);
        *place = group->group;
        place->from_wave = change->from->group.wave;
        for (size_t code = 0; code < themes->codes->row_count; code++) {
            struct where where = theme_place(themes, code, place);
            tell_change(report, &where, change, code, threshold);
        }
    }
}

void figures_of_themes(struct report *report, const struct themes *themes, long long threshold)
{
    for (size_t i = 0; i < themes->count; i++) {
        for (size_t code = 0; code < themes->codes->row_count; code++)
            tell_code(report, themes, code, themes->groups[i], threshold);
        tell_changes(report, themes, themes->groups[i], threshold);
    }
}

static long long number(const struct table *rows, size_t row, const char *column)
{
    return strtoll(table_get(rows, row, column), NULL, 10);
}

static void tell_pair(struct report *report, const struct where *place, long long together,
                      const long long alone[2], long long units, long long threshold)
{
    double both = (double)together, expected = (double)alone[0] * (double)alone[1] / (double)units;
    const struct figure figures[] = {
        {.measure = "together", .method = BY_TOGETHER, .unit = "units", .value = both},
        {.measure = "jaccard",
         .method = BY_JACCARD,
         .unit = "ratio",
         .value = both / (double)(alone[0] + alone[1] - together)},
        {.measure = "expected", .method = BY_TOGETHER_EXPECTED, .unit = "units", .value = expected},
        {.measure = "lift", .method = BY_LIFT, .unit = "ratio", .value = both / expected}};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        struct figure figure = figures[i];
        figure.n = units;
        figure.suppressed = together < threshold;
        report_figure(report, place, &figure);
    }
}

void figures_of_pairs(struct report *report, const struct table *rows, long long threshold)
{
    for (size_t row = 0; row < rows->row_count; row++) {
        struct group *group = arena_alloc(report_arena(report), sizeof *group);
        group->strata[0] = table_get(rows, row, "other_code");
        struct where place = {.group = group,
                              .domain = table_get(rows, row, "kind"),
                              .item = table_get(rows, row, "code"),
                              .label = table_get(rows, row, "label")};
        const long long alone[] = {number(rows, row, "one"), number(rows, row, "other")};
        tell_pair(report, &place, number(rows, row, "together"), alone, number(rows, row, "units"),
                  threshold);
    }
}
