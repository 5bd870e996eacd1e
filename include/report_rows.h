#ifndef CONTINUUM_REPORT_ROWS_H
#define CONTINUUM_REPORT_ROWS_H

#include <stddef.h>

#include <jansson.h>

#include "report.h"

struct arena;
struct table;

/* The rows of a report: one a figure, all of one shape; see report.h. */
struct report_rows;

/* The strata's names become columns; they live as long as the arena. */
struct report_rows *report_rows_new(struct arena *arena, enum page page, const char *const *strata,
                                    size_t strata_count);

/* Of the rows that follow. */
void report_rows_section(struct report_rows *rows, const char *section);

void report_rows_add(struct report_rows *rows, const struct where *place,
                     const struct figure *figure);

const struct table *report_rows_table(const struct report_rows *rows);

/* The methods of the figures, code by text; for the caller to release. */
json_t *report_rows_methods(const struct report_rows *rows);

#endif
