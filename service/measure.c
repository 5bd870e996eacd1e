#include "measure.h"

#include <math.h>
#include <string.h>

#include "arena.h"
#include "layout.h"

enum {
    LEVELS = 1 << SUBJECT_LEVELS,
    NUMBERS = 1 << SUBJECT_NUMBER,
    RATES = 1 << SUBJECT_RATE,
    RATIOS = 1 << SUBJECT_RATIO,
    DOMAINS = 1 << SUBJECT_DOMAIN,
    TEXTS = 1 << SUBJECT_TEXT,
    ANY = LEVELS | NUMBERS | RATES | RATIOS | DOMAINS | 1 << SUBJECT_TOTAL
};

const struct measure measure_table[] = {
#define MEASURE(name, code, subjects, ranked, unit, text)                                          \
    {code, subjects, ranked, measure_##name, unit, text},
#include "measures.def"
#undef MEASURE
};
const size_t measure_count = sizeof measure_table / sizeof *measure_table;

const char *const subject_words[] = {"item", "domain", "total", "ratio", NULL};

unsigned subject_kinds(const char *word)
{
    static const unsigned kinds[] = {LEVELS | NUMBERS | RATES | TEXTS, DOMAINS, 1 << SUBJECT_TOTAL,
                                     RATIOS};
    for (size_t i = 0; word && subject_words[i]; i++)
        if (!strcmp(subject_words[i], word))
            return kinds[i];
    return kinds[0];
}

const struct measure *measure_find(const char *code, size_t length)
{
    for (size_t i = 0; i < measure_count; i++)
        if (!strncmp(measure_table[i].code, code, length) && !measure_table[i].code[length])
            return &measure_table[i];
    return NULL;
}

bool measure_fits(const struct measure *measure, const struct subject *subject)
{
    bool counts = measure->figures == measure_count_by_level ||
                  measure->figures == measure_share_by_level ||
                  measure->figures == measure_answered;
    return (measure->subjects >> subject->kind & 1) &&
           (counts || !subject->scale || subject->scale->ordered);
}

const char *measure_unit(const struct subject *subject)
{
    if (subject->kind == SUBJECT_RATE)
        return "percent";
    return subject->scale ? "level" : subject->unit;
}

static void tell(const struct view *view, enum method_kind method, const char *unit, double value,
                 const struct interval *interval)
{
    report_figure(view->report, &view->place,
                  &(struct figure){.measure = view->measure,
                                   .method = method,
                                   .unit = unit,
                                   .value = value,
                                   .n = view->summary->practices.n,
                                   .interval = interval});
}

void measure_answered(const struct view *view)
{
    report_figure(view->report, &view->place,
                  &(struct figure){.measure = view->measure,
                                   .method = BY_COUNT,
                                   .unit = "practices",
                                   .value = (double)view->summary->practices.n,
                                   .n = view->place.expected});
}

void measure_count_by_level(const struct view *view)
{
    for (size_t i = 0; i < view->subject->scale->count; i++)
        report_figure(view->report, &view->place,
                      &(struct figure){.measure = view->measure,
                                       .method = BY_COUNT,
                                       .unit = "practices",
                                       .level = &view->subject->scale->levels[i],
                                       .value = (double)view->summary->counts[i],
                                       .n = view->summary->total});
}

static void share(const struct view *view, const struct level *level, const char *label,
                  enum method_kind method, long long part, long long of)
{
    report_share(
        view->report, &view->place,
        (struct figure){
            .measure = view->measure, .method = method, .level = level, .level_label = label},
        part, of);
}

void measure_share_by_level(const struct view *view)
{
    for (size_t i = 0; i < view->subject->scale->count; i++)
        share(view, &view->subject->scale->levels[i], NULL, BY_SHARE_OF_LEVEL,
              view->summary->counts[i], view->summary->total);
}

static void share_from_threshold(const struct view *view, enum method_kind method,
                                 long long besides, long long of)
{
    const struct scale *scale = view->subject->scale;
    size_t first = scale_threshold(scale, view->asked->at_or_above);
    for (size_t i = first; i < scale->count; i++)
        besides += view->summary->counts[i];
    if (first < scale->count)
        share(view, NULL, scale->levels[first].label, method, besides, of);
}

void measure_share_at_or_above(const struct view *view)
{
    share_from_threshold(view, BY_SHARE, 0, view->summary->total);
}

void measure_best_case(const struct view *view)
{
    long long silent = view->place.expected - view->summary->total;
    share_from_threshold(view, BY_BEST_CASE, silent, view->place.expected);
}

void measure_worst_case(const struct view *view)
{
    share_from_threshold(view, BY_WORST_CASE, 0, view->place.expected);
}

void measure_mean(const struct view *view)
{
    struct interval interval;
    bool known = mean_interval_z(&view->summary->practices, Z_95, &interval);
    tell(view, BY_MEAN, measure_unit(view->subject), view->summary->practices.mean,
         known ? &interval : NULL);
}

void measure_sd(const struct view *view)
{
    double sd = 0;
    bool known = sample_sd(&view->summary->practices, &sd);
    report_figure(view->report, &view->place,
                  &(struct figure){.measure = view->measure,
                                   .method = BY_SD,
                                   .unit = measure_unit(view->subject),
                                   .value = sd,
                                   .n = view->summary->practices.n,
                                   .too_few = !known && view->summary->practices.n > 0});
}

/* Of numbers of which only sums are known there is no rank to tell. */
static void rank(const struct view *view, enum method_kind method, double value)
{
    if (view->summary->ranked || view->summary->practices.n == 0)
        tell(view, method, measure_unit(view->subject), value, NULL);
}

void measure_median(const struct view *view)
{
    rank(view, BY_MEDIAN, view->summary->median);
}

void measure_lowest(const struct view *view)
{
    rank(view, BY_RANGE, view->summary->lowest);
}

void measure_highest(const struct view *view)
{
    rank(view, BY_RANGE, view->summary->highest);
}

void measure_quantile(const struct view *view)
{
    for (size_t i = 0; i < view->asked->quantile_count; i++) {
        double p = view->asked->quantiles[i], value = 0;
        struct view named = *view;
        named.measure = arena_printf(report_arena(view->report), "quantile_%g", p);
        if (summary_quantile(view->summary, p, &value) || view->summary->practices.n == 0)
            tell(&named, BY_QUANTILE, measure_unit(view->subject), value, NULL);
    }
}

void measure_sum(const struct view *view)
{
    tell(view, BY_SUM, view->subject->unit, view->summary->sum, NULL);
}

static double quotient(const struct view *view)
{
    return view->summary->below > 0 ? view->summary->sum / view->summary->below : 0;
}

void measure_pooled(const struct view *view)
{
    struct interval interval = {0, 0};
    if (view->subject->kind == SUBJECT_RATIO) {
        tell(view, BY_POOLED_RATIO, "ratio", quotient(view), NULL);
        return;
    }
    bool known = rate_interval_wilson(llround(view->summary->sum), llround(view->summary->below),
                                      Z_95, &interval);
    interval = (struct interval){100 * interval.low, 100 * interval.high};
    tell(view, BY_POOLED, "percent", 100 * quotient(view), known ? &interval : NULL);
}

void measure_per_1000(const struct view *view)
{
    tell(view, BY_PER_1000, "per 1,000", 1000 * quotient(view), NULL);
}
