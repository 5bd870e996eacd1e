#ifndef CONTINUUM_REPORT_H
#define CONTINUUM_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "statistics.h"

struct query;
struct request;
struct table;

/*
 * A report turns cells (what a query of sql/queries gives: sums and counts by
 * wave, item and stratum) into figures: flat rows with value, n, expected,
 * interval, status and method. No figure is computed elsewhere.
 */
enum method_kind {
#define METHOD(name, code, text) BY_##name,
#include "methods.def"
#undef METHOD
    BY_KINDS
};

/* One figure of a row of cells. Without n there is no value: no_data. */
struct figure {
    const char *measure;
    enum method_kind method;
    const char *unit;
    const char *level, *level_label;
    double value;
    long long n;
    long long expected;              /* 0: that of the row of cells */
    const struct interval *interval; /* or NULL */
    const char *stratum;             /* in place of the first stratum, or NULL */
    bool uncounted;                  /* a plain count, which has no n */
    bool too_few;                    /* n is there but not enough for the method */
};

struct report;

/*
 * Checks what was asked for (422 with all faults and what would be allowed)
 * and begins; all its queries see one state of the database. Strata become columns under their own names, in front of the
 * figures. section: whether rows say which part of the page they belong to.
 */
bool report_begin(struct request *req, bool section, struct report **report)
    __attribute__((warn_unused_result));

/* Runs a query; figures that follow stand on its rows. */
bool report_load(struct report *report, const char *section, const struct query *query,
                 const struct table **cells) __attribute__((warn_unused_result));

/* Adds a figure, with the dimensions of that row of the cells. */
void report_figure(struct report *report, size_t row, const struct figure *figure);

/* Numbers of a row of cells: 0 where null. */
long long cell_count(const struct table *cells, size_t row, const char *column);
double cell_number(const struct table *cells, size_t row, const char *column);
bool cell_known(const struct table *cells, size_t row, const char *column);

/* A text that lives as long as the report. */
const char *report_text(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Answers with the figures; meta names the methods that were used. */
bool report_reply(struct report *report);

/* The parts that pages are made of; see report_figures.c and report_counts.c. */
#define UPPER_HALF (-1) /* in place of a level: the upper half of the scale */
void figures_of_levels(struct report *report, const struct table *cells, int at_or_above);
void figures_of_measures(struct report *report, const struct table *cells);
void figures_of_comparison(struct report *report, const struct table *cells);
void figures_of_staff(struct report *report, const struct table *cells);
void figures_of_ratios(struct report *report, const struct table *cells);
void figures_of_change(struct report *report, const struct table *cells);
void figures_of_completeness(struct report *report, const struct table *cells);
void figures_of_register(struct report *report, const struct table *cells);

#endif
