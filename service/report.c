#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "db.h"
#include "filter.h"
#include "layout.h"
#include "queries.h"
#include "reply.h"
#include "report_rows.h"
#include "request.h"
#include "table.h"

struct report {
    struct request *req;
    struct report_rows *rows;
    const char *strata[STRATA_MAX];
    size_t strata_count;
    bool kept; /* what is asked for is kept in cells */
};

/* What is compared is the first stratum. */
static void compare_first(struct request *req)
{
    const char *compare = request_value(req, "compare"), *strata = request_value(req, "strata");
    if (compare)
        request_bind(req, "strata",
                     strata ? arena_printf(req->arena, "%s,%s", compare, strata) : compare);
}

static void split_strata(struct report *report)
{
    const char *text = request_value(report->req, "strata");
    while (text && *text && report->strata_count < STRATA_MAX) {
        size_t length = strcspn(text, ",");
        report->strata[report->strata_count++] = arena_strndup(report->req->arena, text, length);
        text += length + (text[length] == ',');
    }
}

static long long integer_at(const struct table *rows, size_t row, const char *column)
{
    const char *text = table_get(rows, row, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

bool report_begin(struct request *req, enum page page, struct report **report)
{
    struct table *scope;
    request_bind(req, "report", req->operation->id);
    if (!filter_read(req) || !db_snapshot(req, &query_report_scope, &scope))
        return false;
    *report = arena_alloc(req->arena, sizeof **report);
    (*report)->req = req;
    compare_first(req);
    split_strata(*report);
    (*report)->rows = report_rows_new(req->arena, page, (*report)->strata, (*report)->strata_count);
    (*report)->kept = !strcmp(table_get(scope, 0, "_kept"), "t");
    if (!catalog_complete(req, integer_at(scope, 0, "_versions")))
        return false;
    req->meta = request_own_json(req, json_object());
    for (size_t i = 0; i < scope->column_count; i++) {
        const char *text = table_cell(scope, 0, i);
        if (!column_hidden(&scope->columns[i]))
            json_object_set_new(req->meta, scope->columns[i].name,
                                text ? json_string(text) : json_null());
    }
    return true;
}

void report_section(struct report *report, const char *section)
{
    report_rows_section(report->rows, section);
}

struct arena *report_arena(struct report *report)
{
    return report->req->arena;
}

/* Whether all strata together are wanted, which are a cell of their own. */
static bool is_whole(const struct report *report)
{
    return report->strata_count == 0 && !strcmp(request_value(report->req, "filter"), "{}");
}

bool report_groups(struct report *report, const char *kinds, bool values, struct groups **groups)
{
    bool past = request_value(report->req, "as_of"), kept = report->kept && !values;
    const struct query *query = past               ? &query_sheets_at
                                : !kept            ? &query_sheets_read
                                : is_whole(report) ? &query_totals_read
                                                   : &query_cells_read;
    request_bind(report->req, "kinds", kinds);
    return groups_load(report->req, query, values ? GROUP_VALUES : GROUP_CELLS, groups);
}

static bool load_changes(struct report *report, bool from_first, const struct query *query,
                         struct groups **groups)
{
    request_bind(report->req, "first", from_first ? "true" : "false");
    return groups_load(report->req, query, GROUP_TRANSITIONS, groups);
}

bool report_changes(struct report *report, const char *kinds, bool from_first,
                    struct groups **groups)
{
    const struct query *query = !report->kept      ? &query_pairs_read
                                : is_whole(report) ? &query_total_transitions_read
                                                   : &query_transitions_read;
    request_bind(report->req, "kinds", kinds);
    return load_changes(report, from_first, query, groups);
}

bool report_changes_by(struct report *report, const char *attribute, bool kept,
                       struct groups **groups)
{
    request_bind(report->req, "kinds", NULL);
    request_bind(report->req, "strata", attribute);
    return load_changes(report, false,
                        report->kept && kept ? &query_transitions_read : &query_pairs_read, groups);
}

void report_figure(struct report *report, const struct where *place, const struct figure *figure)
{
    report_rows_add(report->rows, place, figure);
}

void report_share(struct report *report, const struct where *place, struct figure figure,
                  long long part, long long of)
{
    struct interval interval = {0, 0};
    bool known = rate_interval_wilson(part, of, Z_95, &interval);
    interval = (struct interval){100 * interval.low, 100 * interval.high};
    figure.unit = "percent";
    figure.value = known ? 100.0 * (double)part / (double)of : 0;
    figure.n = of;
    figure.interval = known ? &interval : NULL;
    report_figure(report, place, &figure);
}

void report_register(struct report *report, const struct table *rows, const char *section)
{
    report_section(report, section);
    for (size_t row = 0; row < rows->row_count; row++)
        if (!strcmp(table_get(rows, row, "section"), section))
            report_figure(report,
                          &(struct where){.item = table_get(rows, row, "item"),
                                          .label = table_get(rows, row, "label"),
                                          .expected = integer_at(rows, row, "expected")},
                          &(struct figure){.measure = table_get(rows, row, "measure"),
                                           .method = BY_REGISTER,
                                           .unit = table_get(rows, row, "unit"),
                                           .value = (double)integer_at(rows, row, "value"),
                                           .uncounted = true});
}

const struct table *report_figures(const struct report *report)
{
    return report_rows_table(report->rows);
}

bool report_reply(struct report *report)
{
    struct request *req = report->req;
    json_object_set_new(req->meta, "methods", report_rows_methods(report->rows));
    return reply_rows(req, 200, report_rows_table(report->rows));
}
