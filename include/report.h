#ifndef CONTINUUM_REPORT_H
#define CONTINUUM_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "group.h"
#include "statistics.h"

struct arena;
struct query;
struct request;
struct subject;
struct table;

/*
 * A report turns groups of cells into figures: flat rows with value, n, expected,
 * interval, status and method. No figure is computed elsewhere.
 */
enum method_kind {
#define METHOD(name, code, text) BY_##name,
#include "methods.def"
#undef METHOD
    BY_KINDS
};

/* What a figure is of. */
struct where {
    const struct group *group; /* NULL: of no wave */
    const char *domain, *item, *label;
    long long expected;  /* 0: none is said */
    const char *stratum; /* in place of the group's first stratum, or NULL */
};

/* One figure. Without n there is no value: no_data. */
struct figure {
    const char *measure;
    const char *unit;
    const struct level *level;      /* whose code and label stand beside it, or NULL */
    const char *level_label;        /* a label alone, or NULL */
    const struct level *from_level; /* of a transition, or NULL */
    double value;
    long long n;
    const struct interval *interval; /* or NULL */
    enum method_kind method;
    bool uncounted;  /* a plain count, which has no n */
    bool too_few;    /* n is there but not enough for the method */
    bool unbounded;  /* it and its upper end are infinite */
    bool suppressed; /* it is of too few to be told */
};

struct report;

/* Which columns there are beside those of every report. */
enum page { PAGE_PLAIN, PAGE_SECTIONS /* section */, PAGE_CHANGES /* from_wave, from_level */ };

/*
 * Checks what was asked for (422 with all faults and what would be allowed)
 * and begins; all its queries see one state of the database. Strata become columns under
 * their own names, in front of the figures.
 */
bool report_begin(struct request *req, enum page page, struct report **report)
    __attribute__((warn_unused_result));

/* The part of the page that the rows which follow belong to. */
void report_section(struct report *report, const char *section);

/*
 * The cells of the instruments of these kinds (separated by commas; NULL: of all), with the
 * strata, filter and moment that the request asks for. They are those that are kept, where the
 * caller sees all practices and strata are made of what is asked for; else they are made of
 * sheets. values: medians of numbers are wanted, which sheets alone tell.
 */
bool report_groups(struct report *report, const char *kinds, bool values, struct groups **groups)
    __attribute__((warn_unused_result));

/* Transitions between all waves; or from_first: to each wave from its program's first one, all
 * programs together and without a from_wave. */
bool report_changes(struct report *report, const char *kinds, bool from_first,
                    struct groups **groups) __attribute__((warn_unused_result));

/* Between all waves, by one attribute; kept: it is a dimension. */
bool report_changes_by(struct report *report, const char *attribute, bool kept,
                       struct groups **groups) __attribute__((warn_unused_result));

struct arena *report_arena(struct report *report);

void report_figure(struct report *report, const struct where *place, const struct figure *figure);

/* As published studies take it for 95 %. */
#define Z_95 1.96

/* The same of a part of a whole: value in percent, n and a Wilson interval are filled in. */
void report_share(struct report *report, const struct where *place, struct figure figure,
                  long long part, long long of);

/* A section of the register's counts: rows name section, item, label, measure, unit, value and
 * expected. */
void report_register(struct report *report, const struct table *rows, const char *section);

/* The figures so far, one a row. */
const struct table *report_figures(const struct report *report);

/* Answers with the figures; meta names the methods that were used. */
bool report_reply(struct report *report);

#endif
