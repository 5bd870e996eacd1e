#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "report.h"
#include "table.h"
#include "theme_figures.h"

#define CONFIDENCE 0.95

/* Themes against outcomes, while they are told. */
struct joint {
    struct report *report;
    const struct themes *themes;
    const struct outcomes *outcomes;
    const struct group *place;
    struct group *columns[OUTCOMES_MOST]; /* place, with an outcome for its stratum */
    long long of[OUTCOMES_MOST];          /* practices that were read and have an outcome */
    long long *with;                      /* a row a code, a column an outcome */
    struct workspace work;
    long long threshold;
};

static int by_code(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* outcomes->count where the practice has none. */
static size_t outcome_of(const struct outcomes *outcomes, const char *practice)
{
    const char *const *found =
        bsearch(&practice, outcomes->practices, outcomes->size, sizeof(char *), by_code);
    return found ? outcomes->groups[found - outcomes->practices] : outcomes->count;
}

static void count_practices(struct joint *joint)
{
    size_t codes = joint->themes->codes->row_count, columns = joint->outcomes->count;
    for (size_t i = 0; i < joint->themes->count; i++) {
        const struct theme_group *group = joint->themes->groups[i];
        const char *practice = group->group.strata[0];
        size_t outcome = practice ? outcome_of(joint->outcomes, practice) : columns;
        if (outcome == columns)
            continue;
        joint->of[outcome]++;
        for (size_t code = 0; code < codes; code++)
            joint->with[code * columns + outcome] += group->codes[code].practices;
    }
}

static void tell_shares(struct joint *joint, size_t code, bool few)
{
    const long long *with = joint->with + code * joint->outcomes->count;
    for (size_t i = 0; i < joint->outcomes->count; i++) {
        struct where place = theme_place(joint->themes, code, joint->columns[i]);
        report_figure(joint->report, &place,
                      &(struct figure){.measure = "practices_with_theme",
                                       .method = BY_MENTIONING,
                                       .unit = "practices",
                                       .value = (double)with[i],
                                       .n = joint->of[i],
                                       .suppressed = few});
        report_share(joint->report, &place,
                     (struct figure){.measure = "share_with_theme",
                                     .method = BY_SHARE_MENTIONING,
                                     .suppressed = few},
                     with[i], joint->of[i]);
    }
}

static long long total(const struct joint *joint)
{
    long long n = 0;
    for (size_t i = 0; i < joint->outcomes->count; i++)
        n += joint->of[i];
    return n;
}

/* The last group against the first. */
static struct fourfold ends_of(const struct joint *joint, size_t code)
{
    size_t last = joint->outcomes->count - 1;
    const long long *with = joint->with + code * joint->outcomes->count;
    return (struct fourfold){with[last], joint->of[last] - with[last], with[0],
                             joint->of[0] - with[0]};
}

static void tell_difference(struct joint *joint, size_t code, bool few)
{
    struct fourfold table = ends_of(joint, code);
    struct risk_difference risk = {0};
    bool exact = risk_difference_exact(&table, CONFIDENCE, &risk);
    bool known = exact || risk_difference_newcombe(&table, Z_95, &risk);
    struct interval interval = {100 * risk.interval.low, 100 * risk.interval.high};
    struct where place = theme_place(joint->themes, code, joint->place);
    report_figure(
        joint->report, &place,
        &(struct figure){.measure = "difference_in_share",
                         .method = exact ? BY_THEME_DIFFERENCE_EXACT : BY_THEME_DIFFERENCE_NEWCOMBE,
                         .unit = "percentage points",
                         .value = 100 * risk.difference,
                         .n = table.a + table.b + table.c + table.d,
                         .interval = known ? &interval : NULL,
                         .too_few = !known,
                         .suppressed = few});
}

static bool test_theme(struct joint *joint, size_t code, struct exact_test *test)
{
    size_t count = joint->outcomes->count;
    long long counts[2 * OUTCOMES_MOST];
    struct fourfold table = ends_of(joint, code);
    for (size_t i = 0; i < count; i++) {
        counts[2 * i] = joint->with[code * count + i];
        counts[2 * i + 1] = joint->of[i] - counts[2 * i];
    }
    return count == 2
               ? fisher_test(&table, test)
               : freeman_halton_test(&(struct crosstab){count, 2, counts}, &joint->work, test);
}

static enum method_kind test_name(size_t groups, enum basis basis)
{
    if (groups == 2)
        return BY_FISHER;
    return basis == BASIS_EXACT ? BY_FREEMAN_HALTON : BY_CHI_SQUARED;
}

/* The p, or a negative number where there is too little to test. */
static double tell_test(struct joint *joint, size_t code, bool few)
{
    struct exact_test test = {0};
    bool known = test_theme(joint, code, &test);
    struct where place = theme_place(joint->themes, code, joint->place);
    report_figure(joint->report, &place,
                  &(struct figure){.measure = "p_value",
                                   .method = test_name(joint->outcomes->count, test.basis),
                                   .unit = "probability",
                                   .value = test.p,
                                   .n = total(joint),
                                   .too_few = !known,
                                   .suppressed = few});
    return known && !few ? test.p : -1;
}

/* What is suppressed is not tested: its p would tell of it. */
static bool is_rare(const struct joint *joint, size_t code)
{
    long long with = 0;
    for (size_t i = 0; i < joint->outcomes->count; i++)
        with += joint->with[code * joint->outcomes->count + i];
    return with > 0 && with < joint->threshold;
}

static void adjust(struct joint *joint, const double *p)
{
    size_t size = joint->themes->codes->row_count;
    double *adjusted = arena_array(report_arena(joint->report), double, size + 1);
    bool done = holm_adjust(p, size, adjusted);
    for (size_t code = 0; code < size; code++) {
        struct where place = theme_place(joint->themes, code, joint->place);
        bool known = done && adjusted[code] >= 0;
        report_figure(joint->report, &place,
                      &(struct figure){.measure = "p_value_holm",
                                       .method = BY_HOLM_THEMES,
                                       .unit = "probability",
                                       .value = known ? adjusted[code] : 0,
                                       .n = total(joint),
                                       .too_few = !known,
                                       .suppressed = is_rare(joint, code)});
    }
}

static void begin(struct joint *joint)
{
    struct arena *arena = report_arena(joint->report);
    size_t codes = joint->themes->codes->row_count;
    joint->with = arena_array(arena, long long, codes * joint->outcomes->count + 1);
    joint->work = (struct workspace){arena_array(arena, double, EXACT_CELLS), EXACT_CELLS};
    for (size_t i = 0; i < joint->outcomes->count; i++) {
        joint->columns[i] = arena_alloc(arena, sizeof(struct group));
        *joint->columns[i] = *joint->place;
        joint->columns[i]->strata[0] = joint->outcomes->labels[i];
    }
}

void figures_of_joint(struct report *report, const struct themes *themes,
                      const struct outcomes *outcomes, const struct group *place,
                      long long threshold)
{
    struct joint joint = {report, themes, outcomes, place, .threshold = threshold};
    double *p = arena_array(report_arena(report), double, themes->codes->row_count + 1);
    begin(&joint);
    count_practices(&joint);
    for (size_t code = 0; code < themes->codes->row_count; code++) {
        bool few = is_rare(&joint, code);
        tell_shares(&joint, code, few);
        tell_difference(&joint, code, few);
        p[code] = tell_test(&joint, code, few);
    }
    adjust(&joint, p);
}
