#include <string.h>

#include "report.h"
#include "table.h"

static void completeness_figure(struct report *report, const struct table *cells, size_t row)
{
    const char *measure = table_get(cells, row, "measure");
    const char *reason = table_get(cells, row, "level_label");
    bool expected = !strcmp(measure, "expected");
    report_figure(report, row,
                  &(struct figure){.measure = measure,
                                   .method = reason     ? BY_MISSING
                                             : expected ? BY_EXPECTED
                                                        : BY_RECEIVED,
                                   .unit = reason ? "answers" : "practices",
                                   .level_label = reason,
                                   .value = cell_number(cells, row, "count"),
                                   .n = cell_count(cells, row, "expected")});
}

void figures_of_completeness(struct report *report, const struct table *cells)
{
    for (size_t row = 0; row < cells->row_count; row++)
        completeness_figure(report, cells, row);
}

/* Plain counts of the register: the query names the measure, unit and value. */
void figures_of_register(struct report *report, const struct table *cells)
{
    for (size_t row = 0; row < cells->row_count; row++)
        report_figure(report, row,
                      &(struct figure){.measure = table_get(cells, row, "measure"),
                                       .method = BY_REGISTER,
                                       .unit = table_get(cells, row, "unit"),
                                       .level_label = table_get(cells, row, "level_label"),
                                       .value = cell_number(cells, row, "value"),
                                       .uncounted = true});
}
