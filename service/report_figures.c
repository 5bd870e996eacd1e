#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "table.h"

#define Z_95 1.96 /* as the published studies use it */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* Whether two rows of cells differ in their level alone. */
static bool same_group(const struct table *cells, size_t a, size_t b)
{
    static const char *const names[] = {"wave",     "instrument", "domain",    "item",     "label",
                                        "scale_id", "stratum_1",  "stratum_2", "stratum_3"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!same_text(table_get(cells, a, names[i]), table_get(cells, b, names[i])))
            return false;
    return true;
}

/* The practices' own values, as the query summed them up. */
static struct sample sample_of(const struct table *cells, size_t row)
{
    long long n = cell_count(cells, row, "n");
    return (struct sample){n, cell_number(cells, row, "mean"),
                           n > 1 ? cell_number(cells, row, "variance") * (double)(n - 1) : 0};
}

static void mean_figure(struct report *report, const struct table *cells, size_t row,
                        const char *measure, const char *unit)
{
    struct sample sample = sample_of(cells, row);
    struct interval interval;
    bool known = cell_known(cells, row, "variance") && mean_interval_z(&sample, Z_95, &interval);
    report_figure(report, row,
                  &(struct figure){.measure = measure,
                                   .method = BY_MEAN,
                                   .unit = unit,
                                   .value = sample.mean,
                                   .n = sample.n,
                                   .interval = known ? &interval : NULL});
}

static void median_figure(struct report *report, const struct table *cells, size_t row,
                          const char *measure, const char *unit)
{
    report_figure(report, row,
                  &(struct figure){.measure = measure,
                                   .method = BY_MEDIAN,
                                   .unit = unit,
                                   .value = cell_number(cells, row, "median"),
                                   .n = cell_count(cells, row, "n")});
}

static void range_figure(struct report *report, const struct table *cells, size_t row,
                         const char *measure, const char *column, const char *unit)
{
    report_figure(report, row,
                  &(struct figure){.measure = measure,
                                   .method = BY_RANGE,
                                   .unit = unit,
                                   .value = cell_number(cells, row, column),
                                   .n = cell_count(cells, row, "n")});
}

/* One group: a row a level, first to last. */
static void level_group(struct report *report, const struct table *cells, size_t first, size_t last,
                        int at_or_above)
{
    long long total = 0, above = 0;
    const char *threshold = NULL;
    if (at_or_above == UPPER_HALF)
        at_or_above = (int)cell_count(cells, first + (last - first + 1) / 2, "level");
    for (size_t row = first; row <= last; row++)
        total += cell_count(cells, row, "count");
    for (size_t row = first; row <= last; row++) {
        long long count = cell_count(cells, row, "count");
        const char *level = table_get(cells, row, "level"),
                   *label = table_get(cells, row, "level_label");
        report_figure(report, row,
                      &(struct figure){.measure = "count",
                                       .method = BY_COUNT,
                                       .unit = "practices",
                                       .level = level,
                                       .level_label = label,
                                       .value = (double)count,
                                       .n = total});
        above += cell_count(cells, row, "level") >= at_or_above ? count : 0;
        if (!threshold && cell_count(cells, row, "level") >= at_or_above)
            threshold = label;
    }
    struct interval interval = {0, 0};
    bool known = rate_interval_wilson(above, total, Z_95, &interval);
    interval = (struct interval){100 * interval.low, 100 * interval.high};
    if (threshold) {
        report_figure(report, first,
                      &(struct figure){.measure = "share_at_or_above",
                                       .method = BY_SHARE,
                                       .unit = "percent",
                                       .level_label = threshold,
                                       .value = known ? 100.0 * (double)above / (double)total : 0,
                                       .n = total,
                                       .interval = &interval});
    }
    mean_figure(report, cells, first, "mean", "level");
    median_figure(report, cells, first, "median", "level");
}

void figures_of_levels(struct report *report, const struct table *cells, int at_or_above)
{
    for (size_t first = 0, last; first < cells->row_count; first = last + 1) {
        last = first;
        while (last + 1 < cells->row_count && same_group(cells, first, last + 1))
            last++;
        level_group(report, cells, first, last, at_or_above);
    }
}

static void rate_figure(struct report *report, const struct table *cells, size_t row)
{
    double numerator = cell_number(cells, row, "total");
    double denominator = cell_number(cells, row, "denominator");
    struct interval interval;
    bool known = rate_interval_wilson(llround(numerator), llround(denominator), Z_95, &interval);
    interval = (struct interval){100 * interval.low, 100 * interval.high};
    report_figure(report, row,
                  &(struct figure){.measure = "pooled_rate",
                                   .method = BY_POOLED,
                                   .unit = "percent",
                                   .n = cell_count(cells, row, "n"),
                                   .value = known ? 100 * numerator / denominator : 0,
                                   .interval = known ? &interval : NULL});
}

static void sum_figure(struct report *report, const struct table *cells, size_t row)
{
    report_figure(report, row,
                  &(struct figure){.measure = "sum",
                                   .method = BY_SUM,
                                   .unit = table_get(cells, row, "unit"),
                                   .value = cell_number(cells, row, "total"),
                                   .n = cell_count(cells, row, "n")});
}

/* Scores and numbers of unknown nature have no sum that means anything. */
static bool adds_up(const char *kind)
{
    return same_text(kind, "count") || same_text(kind, "money") || same_text(kind, "hours") ||
           same_text(kind, "fte");
}

void figures_of_measures(struct report *report, const struct table *cells)
{
    for (size_t row = 0; row < cells->row_count; row++) {
        bool rate = same_text(table_get(cells, row, "kind"), "rate");
        const char *unit = rate ? "percent" : table_get(cells, row, "unit");
        if (rate)
            rate_figure(report, cells, row);
        else if (adds_up(table_get(cells, row, "kind")))
            sum_figure(report, cells, row);
        mean_figure(report, cells, row, "mean_of_practices", unit);
        median_figure(report, cells, row, "median_of_practices", unit);
    }
}

/* Whether two rows of cells differ in their first stratum alone. */
static bool same_subject(const struct table *cells, size_t a, size_t b)
{
    static const char *const names[] = {"wave", "instrument", "item", "stratum_2", "stratum_3"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!same_text(table_get(cells, a, names[i]), table_get(cells, b, names[i])))
            return false;
    return true;
}

static void compare(struct report *report, const struct table *cells, size_t a, size_t b)
{
    struct sample first = sample_of(cells, a), second = sample_of(cells, b);
    struct t_test test = {0};
    bool known = student_t_pooled(&first, &second, &test);
    bool rate = same_text(table_get(cells, a, "kind"), "rate");
    struct figure figure = {
        .measure = "difference_of_means",
        .method = BY_DIFFERENCE,
        .unit = rate ? "percent" : table_get(cells, a, "unit"),
        .value = first.mean - second.mean,
        .n = first.n + second.n,
        .expected = cell_count(cells, a, "expected") + cell_count(cells, b, "expected"),
        .stratum = report_text(report, "%s vs %s", table_get(cells, a, "stratum_1"),
                               table_get(cells, b, "stratum_1"))};
    report_figure(report, a, &figure);
    figure.measure = "p_value";
    figure.method = BY_STUDENT;
    figure.unit = "probability";
    figure.value = test.p;
    figure.too_few = !known;
    report_figure(report, a, &figure);
}

/* Every pair of groups that has data, in the order of the cells. */
void figures_of_comparison(struct report *report, const struct table *cells)
{
    for (size_t a = 0; a < cells->row_count; a++)
        for (size_t b = a + 1; b < cells->row_count && same_subject(cells, a, b); b++)
            if (cell_known(cells, a, "stratum_1") && cell_known(cells, b, "stratum_1") &&
                cell_count(cells, a, "n") && cell_count(cells, b, "n"))
                compare(report, cells, a, b);
}

void figures_of_staff(struct report *report, const struct table *cells)
{
    for (size_t row = 0; row < cells->row_count; row++) {
        const char *unit = table_get(cells, row, "unit");
        sum_figure(report, cells, row);
        mean_figure(report, cells, row, "mean_of_practices", unit);
        median_figure(report, cells, row, "median_of_practices", unit);
    }
}

void figures_of_ratios(struct report *report, const struct table *cells)
{
    for (size_t row = 0; row < cells->row_count; row++) {
        double denominator = cell_number(cells, row, "denominator");
        report_figure(report, row,
                      &(struct figure){.measure = "pooled_ratio",
                                       .method = BY_POOLED_RATIO,
                                       .unit = "ratio",
                                       .n = cell_count(cells, row, "n"),
                                       .value = denominator > 0
                                                    ? cell_number(cells, row, "total") / denominator
                                                    : 0});
        mean_figure(report, cells, row, "mean_of_practices", "ratio");
        median_figure(report, cells, row, "median_of_practices", "ratio");
        range_figure(report, cells, row, "lowest", "lowest", "ratio");
        range_figure(report, cells, row, "highest", "highest", "ratio");
    }
}

static void paired_figure(struct report *report, const struct table *cells, size_t row,
                          const char *measure)
{
    report_figure(report, row,
                  &(struct figure){.measure = measure,
                                   .method = BY_PAIRED,
                                   .unit = "practices",
                                   .value = (double)cell_count(cells, row, measure),
                                   .n = cell_count(cells, row, "n")});
}

void figures_of_change(struct report *report, const struct table *cells)
{
    for (size_t row = 0; row < cells->row_count; row++) {
        struct sample sample = sample_of(cells, row);
        struct interval interval;
        bool known =
            cell_known(cells, row, "variance") && mean_interval_z(&sample, Z_95, &interval);
        report_figure(report, row,
                      &(struct figure){.measure = "mean_change",
                                       .method = BY_CHANGE,
                                       .unit = "level",
                                       .value = sample.mean,
                                       .n = sample.n,
                                       .interval = known ? &interval : NULL});
        paired_figure(report, cells, row, "improved");
        paired_figure(report, cells, row, "same");
        paired_figure(report, cells, row, "declined");
    }
}
