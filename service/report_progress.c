#include "progress.h"

#include <string.h>

#include "arena.h"
#include "crosstab.h"
#include "figures.h"
#include "measure.h"
#include "report.h"
#include "summary.h"
#include "text.h"

#define CONFIDENCE 0.95

/* One pair of waves and strata. */
struct telling {
    struct report *report;
    const struct progress *progress;
    struct workspace work;
    struct where place;
    const struct subject *subject;
    struct change change;
};

static void count(const struct telling *t, const char *measure, enum method_kind method,
                  long long value, bool paired)
{
    report_figure(t->report, &t->place,
                  &(struct figure){.measure = measure,
                                   .method = method,
                                   .unit = method == BY_RATINGS_MOVED ? "ratings" : "practices",
                                   .value = (double)value,
                                   .n = t->change.n,
                                   .uncounted = !paired});
}

static void share(const struct telling *t, const char *measure, const char *level_label,
                  enum method_kind method, long long part)
{
    report_share(t->report, &t->place,
                 (struct figure){.measure = measure, .method = method, .level_label = level_label},
                 part, t->change.n);
}

static void value(const struct telling *t, const char *measure, enum method_kind method,
                  const char *unit, bool known, double number, const struct interval *interval)
{
    report_figure(t->report, &t->place,
                  &(struct figure){.measure = measure,
                                   .method = method,
                                   .unit = unit,
                                   .value = number,
                                   .n = t->change.n,
                                   .interval = interval,
                                   .too_few = !known && t->change.n > 0});
}

static void tell_moves(const struct telling *t)
{
    count(t, "improved", BY_MOVED, t->change.improved, true);
    count(t, "same", BY_MOVED, t->change.same, true);
    count(t, "declined", BY_MOVED, t->change.declined, true);
    count(t, "joined", BY_MOVED, t->change.joined, false);
    count(t, "left", BY_MOVED, t->change.left, false);
    share(t, "share_improved", NULL, BY_SHARE_MOVED, t->change.improved);
}

static void tell_size(const struct telling *t)
{
    struct interval interval;
    struct shift shift = {0};
    double median = 0;
    const struct tally *differences = &t->change.differences;
    bool wide = mean_interval_z(&t->change.moved, Z_95, &interval);
    value(t, "mean_change", BY_STEP, "level", true, t->change.moved.mean, wide ? &interval : NULL);
    if (differences->size == 0)
        return;
    bool known = tally_median(differences, &median);
    value(t, "median_change", BY_STEP_MEDIAN, "level", known, median, NULL);
    known = shift_paired(differences, CONFIDENCE, &t->work, &shift);
    value(t, "shift", shift.basis == BASIS_EXACT ? BY_SHIFT_EXACT : BY_SHIFT_NORMAL, "level", known,
          shift.estimate, known ? &shift.interval : NULL);
}

/* What the sign test needs is known even where steps are too many to count. */
static bool test_signs(const struct telling *t, struct exact_test *test)
{
    static const double signs[] = {-1, 0, 1};
    const long long counts[] = {t->change.declined, t->change.same, t->change.improved};
    return sign_test(&(struct tally){3, signs, counts}, test);
}

static enum method_kind signed_rank_method(const struct telling *t, enum basis basis)
{
    bool exact = basis == BASIS_EXACT, pratt = t->progress->zeros == ZEROS_PRATT;
    if (pratt)
        return exact ? BY_PRATT_EXACT : BY_PRATT_NORMAL;
    return exact ? BY_WILCOXON_EXACT : BY_WILCOXON_NORMAL;
}

static bool test_ranks(const struct telling *t, struct exact_test *test)
{
    return t->change.differences.size > 0 &&
           signed_rank_test(&t->change.differences, t->progress->zeros, &t->work, test);
}

/* ranks: the signed-rank test, done before; adjusted: its p by Holm. Negative: too few to test. */
static void tell_tests(const struct telling *t, const struct exact_test *ranks, double adjusted)
{
    struct exact_test test = {0};
    bool known = test_signs(t, &test);
    value(t, "p_sign", BY_SIGN, "probability", known, test.p, NULL);
    if (t->change.differences.size == 0)
        return;
    known = ranks->p >= 0;
    value(t, "p_signed_rank", signed_rank_method(t, ranks->basis), "probability", known, ranks->p,
          NULL);
    value(t, "p_signed_rank_holm", BY_HOLM, "probability", known, adjusted, NULL);
}

/* At a level or above it, before and after: yes and yes, yes and no, no and yes, no and no. */
static struct fourfold before_and_after(const struct telling *t, size_t first)
{
    long long counts[2][2] = {{0, 0}, {0, 0}};
    const struct scale *scale = t->subject->scale;
    for (size_t from = 0; from < scale->count; from++)
        for (size_t to = 0; to < scale->count; to++)
            counts[from < first][to < first] +=
                t->change.matrix[change_slot(scale, from + 1, to + 1)];
    return (struct fourfold){counts[0][0], counts[0][1], counts[1][0], counts[1][1]};
}

static void tell_threshold(const struct telling *t)
{
    struct exact_test test = {0};
    size_t first = scale_threshold(t->subject->scale, t->progress->at_or_above);
    if (first >= t->subject->scale->count)
        return;
    struct fourfold table = before_and_after(t, first);
    const char *label = t->subject->scale->levels[first].label;
    share(t, "at_or_above_before", label, BY_BEFORE, table.a + table.b);
    share(t, "at_or_above_after", label, BY_AFTER, table.a + table.c);
    bool known = mcnemar_test(&table, &test);
    value(t, "p_mcnemar", BY_MCNEMAR, "probability", known, test.p, NULL);
}

static void tell_matrix(const struct telling *t)
{
    const struct scale *scale = t->subject->scale;
    for (size_t from = 0; from < scale->count; from++)
        for (size_t to = 0; to < scale->count; to++)
            report_figure(
                t->report, &t->place,
                &(struct figure){.measure = "transition",
                                 .method = BY_MATRIX,
                                 .unit = "practices",
                                 .from_level = &scale->levels[from],
                                 .level = &scale->levels[to],
                                 .value =
                                     (double)t->change.matrix[change_slot(scale, from + 1, to + 1)],
                                 .n = t->change.n});
}

static void choose(struct telling *t, const struct subject *subject, const struct change *change)
{
    t->subject = subject;
    t->place.domain = subject->domain;
    t->place.item = subject->item;
    t->place.label = subject->label;
    t->change = *change;
}

/* By subject; a p is negative where it is too few to test. */
struct ranks {
    struct change *changes;
    struct exact_test *tests;
    const double *adjusted;
};

static struct ranks test_all(struct telling *t, const struct group *group,
                             const struct subject **subjects)
{
    size_t size = 0;
    while (subjects[size])
        size++;
    double *p = arena_array(report_arena(t->report), double, size + 1),
           *adjusted = arena_array(report_arena(t->report), double, size + 1);
    struct exact_test *tests = arena_array(report_arena(t->report), struct exact_test, size + 1);
    struct change *changes = arena_array(report_arena(t->report), struct change, size + 1);
    for (size_t i = 0; i < size; i++) {
        changes[i] = summarize_change(report_arena(t->report), group, subjects[i]);
        choose(t, subjects[i], &changes[i]);
        if (!test_ranks(t, &tests[i]))
            tests[i].p = -1;
        p[i] = tests[i].p;
    }
    bool known = size > 0 && holm_adjust(p, size, adjusted);
    return (struct ranks){changes, tests, known ? adjusted : p};
}

/* The ratings of some items together; no test, since those of one practice go together. */
static void tell_ratings(struct telling *t, const struct change *changes,
                         const struct subject **subjects, bool priority)
{
    struct change all = {0};
    for (size_t i = 0; subjects[i]; i++) {
        if (text_in_list(t->progress->priority, subjects[i]->item) != priority)
            continue;
        all.improved += changes[i].improved;
        all.same += changes[i].same;
        all.declined += changes[i].declined;
        all.n += changes[i].n;
        sample_merge(&all.moved, &changes[i].moved);
    }
    t->change = all;
    t->place.domain = t->place.item = NULL;
    t->place.label = priority ? "Priority components" : "Other components";
    count(t, "improved", BY_RATINGS_MOVED, all.improved, true);
    count(t, "same", BY_RATINGS_MOVED, all.same, true);
    count(t, "declined", BY_RATINGS_MOVED, all.declined, true);
    share(t, "share_improved", NULL, BY_RATINGS_MOVED, all.improved);
    value(t, "mean_change", BY_RATINGS_MOVED, "level", true, all.moved.mean, NULL);
}

static void tell_group(struct telling *t, const struct group *group,
                       const struct subject **subjects)
{
    struct ranks ranks = test_all(t, group, subjects);
    for (size_t i = 0; subjects[i]; i++) {
        choose(t, subjects[i], &ranks.changes[i]);
        tell_moves(t);
        tell_size(t);
        tell_tests(t, &ranks.tests[i], ranks.adjusted[i]);
        if (subjects[i]->kind == SUBJECT_LEVELS)
            tell_threshold(t);
        if (subjects[i]->kind == SUBJECT_LEVELS && t->progress->matrix)
            tell_matrix(t);
    }
    bool components = t->progress->kind == SUBJECT_LEVELS;
    for (int others = 0; components && t->progress->priority && others < 2; others++)
        tell_ratings(t, ranks.changes, subjects, !others);
}

static bool is_told(const struct layout *layout, const struct subject *subject, const void *context)
{
    const struct progress *progress = context;
    (void)layout;
    return subject->kind == progress->kind && subject->staged && subject->change_size > 0 &&
           (!progress->items || !subject->item || text_in_list(progress->items, subject->item));
}

static long long expected_at(const struct groups *groups, const struct group *change)
{
    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = groups->sorted[i];
        bool same =
            !strcmp(group->wave, change->wave) && !strcmp(group->instrument, change->instrument);
        for (size_t k = 0; k < STRATA_MAX; k++)
            same = same && text_same(group->strata[k], change->strata[k]);
        if (same)
            return group_count(group, SLOT_EXPECTED);
    }
    return 0;
}

void figures_of_progress(struct report *report, const struct groups *changes,
                         const struct groups *groups, const struct progress *progress)
{
    struct telling t = {.report = report, .progress = progress};
    t.work =
        (struct workspace){arena_array(report_arena(report), double, EXACT_CELLS), EXACT_CELLS};
    for (size_t i = 0; i < changes->count; i++) {
        struct group *group = changes->sorted[i];
        if (progress->from && !text_same(progress->from, group->from_wave))
            continue;
        t.place = (struct where){.group = group, .expected = expected_at(groups, group)};
        tell_group(&t, group, subjects_of(report, &group, 1, is_told, progress));
    }
}
