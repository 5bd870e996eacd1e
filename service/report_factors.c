#include "factors.h"

#include <string.h>

#include "arena.h"
#include "crosstab.h"
#include "figures.h"
#include "report.h"
#include "summary.h"
#include "table.h"

#define CONFIDENCE 0.95
#define PAIRS_MOST 400

/* The groups of one attribute between two waves. */
struct factor {
    struct report *report;
    const struct factors *factors;
    const char *attribute, *name;
    struct workspace work;
    struct where place;
    long long counts[2 * CROSSTAB_MOST]; /* a row a value: advanced, not advanced */
    size_t values;
};

/* What is tested, in order, so that all can be adjusted together at the end. */
struct tested {
    struct where place;
    enum method_kind method;
    long long n;
    double p; /* negative: too few to test */
};

static bool is_outcome(const struct layout *layout, const struct subject *subject,
                       const void *context)
{
    const struct factors *factors = context;
    (void)layout;
    if (subject->kind != factors->kind || subject->change_size == 0)
        return false;
    return factors->kind == SUBJECT_TOTAL ||
           (factors->item
                ? subject->item && !strcmp(subject->item, factors->item)
                : subject->domain && factors->domain && !strcmp(subject->domain, factors->domain));
}

static void tell_value(const struct factor *f, const struct change *change, const char *value)
{
    const char *label = value ? value : "unknown";
    report_figure(f->report, &f->place,
                  &(struct figure){.measure = "advanced",
                                   .method = BY_ADVANCED,
                                   .unit = "practices",
                                   .level_label = label,
                                   .value = (double)change->improved,
                                   .n = change->n});
    report_share(f->report, &f->place,
                 (struct figure){
                     .measure = "share_advanced", .method = BY_SHARE_MOVED, .level_label = label},
                 change->improved, change->n);
}

/* Values in their order; an unknown one is told and not counted. */
static void count_values(struct factor *f, struct group *const *groups, size_t count,
                         const struct subject *outcome)
{
    f->values = 0;
    for (size_t i = 0; i < count; i++) {
        struct change change = summarize_change(report_arena(f->report), groups[i], outcome);
        tell_value(f, &change, groups[i]->strata[0]);
        if (!groups[i]->strata[0] || f->values == CROSSTAB_MOST)
            continue;
        f->counts[2 * f->values] = change.improved;
        f->counts[2 * f->values + 1] = change.n - change.improved;
        f->values++;
    }
}

static long long total(const struct factor *f)
{
    long long n = 0;
    for (size_t i = 0; i < 2 * f->values; i++)
        n += f->counts[i];
    return n;
}

static void tell_difference(const struct factor *f, const struct fourfold *table)
{
    struct risk_difference risk = {0};
    bool exact = risk_difference_exact(table, CONFIDENCE, &risk);
    bool known = exact || risk_difference_newcombe(table, Z_95, &risk);
    struct interval interval = {100 * risk.interval.low, 100 * risk.interval.high};
    report_figure(f->report, &f->place,
                  &(struct figure){.measure = "risk_difference",
                                   .method = exact ? BY_RISK_EXACT : BY_RISK_NEWCOMBE,
                                   .unit = "percentage points",
                                   .value = 100 * risk.difference,
                                   .n = total(f),
                                   .interval = known ? &interval : NULL,
                                   .too_few = !known});
}

static void tell_odds(const struct factor *f, const struct fourfold *table)
{
    struct odds_ratio odds = {0};
    bool known = odds_ratio(table, CONFIDENCE, &odds);
    report_figure(f->report, &f->place,
                  &(struct figure){.measure = "odds_ratio",
                                   .method = BY_ODDS,
                                   .unit = "ratio",
                                   .value = odds.conditional,
                                   .n = total(f),
                                   .interval = known ? &odds.interval : NULL,
                                   .unbounded = known && odds.unbounded,
                                   .too_few = !known});
}

static enum method_kind test_name(bool two, enum basis basis)
{
    if (two)
        return BY_FISHER;
    return basis == BASIS_EXACT ? BY_FREEMAN_HALTON : BY_CHI_SQUARED;
}

/* Of two values the later one in order against the earlier: yes against no, true against false. */
static struct tested test_factor(struct factor *f)
{
    struct exact_test test = {0};
    bool two = f->values == 2;
    struct fourfold table = {f->counts[2], f->counts[3], f->counts[0], f->counts[1]};
    if (two) {
        tell_difference(f, &table);
        tell_odds(f, &table);
    }
    bool known =
        two ? fisher_test(&table, &test)
            : f->values > 2 &&
                  freeman_halton_test(&(struct crosstab){f->values, 2, f->counts}, &f->work, &test);
    struct tested tested = {f->place, test_name(two, test.basis), total(f), known ? test.p : -1};
    report_figure(f->report, &f->place,
                  &(struct figure){.measure = "p_value",
                                   .method = tested.method,
                                   .unit = "probability",
                                   .value = test.p,
                                   .n = tested.n,
                                   .too_few = !known});
    return tested;
}

static const struct subject *outcome_of(struct factor *f, struct group *const *groups, size_t count)
{
    return subjects_of(f->report, groups, count, is_outcome, f->factors)[0];
}

static size_t tell_factor(struct factor *f, const struct groups *groups, struct tested *tested,
                          size_t size)
{
    for (size_t first = 0, count; first < groups->count; first += count) {
        struct group *const *of_wave = groups->sorted + first;
        count = groups_of_wave(groups, first);
        const struct subject *outcome = outcome_of(f, of_wave, count);
        bool asked = !f->factors->from ||
                     (of_wave[0]->from_wave && !strcmp(f->factors->from, of_wave[0]->from_wave));
        if (!outcome || !asked || size == PAIRS_MOST)
            continue;
        f->place = (struct where){.group = of_wave[0], .item = f->attribute, .label = f->name};
        count_values(f, of_wave, count, outcome);
        tested[size++] = test_factor(f);
    }
    return size;
}

static bool same_pair(const struct group *a, const struct group *b)
{
    return !strcmp(a->wave, b->wave) && !strcmp(a->instrument, b->instrument) &&
           !strcmp(a->from_wave, b->from_wave);
}

/* Holm over the attributes of one pair of waves. */
static void adjust(struct report *report, const struct tested *tested, size_t size)
{
    struct arena *arena = report_arena(report);
    double *p = arena_array(arena, double, size + 1),
           *adjusted = arena_array(arena, double, size + 1);
    for (size_t i = 0; i < size; i++) {
        for (size_t k = 0; k < size; k++)
            p[k] = same_pair(tested[i].place.group, tested[k].place.group) ? tested[k].p : -1;
        bool known = holm_adjust(p, size, adjusted) && adjusted[i] >= 0;
        report_figure(report, &tested[i].place,
                      &(struct figure){.measure = "p_value_holm",
                                       .method = BY_HOLM_FACTORS,
                                       .unit = "probability",
                                       .value = known ? adjusted[i] : 0,
                                       .n = tested[i].n,
                                       .too_few = !known});
    }
}

bool figures_of_factors(struct report *report, const struct factors *factors)
{
    struct arena *arena = report_arena(report);
    struct tested *tested = arena_array(arena, struct tested, PAIRS_MOST);
    struct factor f = {.report = report, .factors = factors};
    size_t size = 0;
    f.work = (struct workspace){arena_array(arena, double, EXACT_CELLS), EXACT_CELLS};
    for (size_t row = 0; row < factors->list->row_count; row++) {
        struct groups *groups;
        f.attribute = table_get(factors->list, row, "attribute");
        f.name = table_get(factors->list, row, "name");
        if (!f.attribute)
            break;
        if (!report_changes_by(report, f.attribute,
                               !strcmp(table_get(factors->list, row, "dimension"), "t"), &groups))
            return false;
        size = tell_factor(&f, groups, tested, size);
    }
    adjust(report, tested, size);
    return true;
}
