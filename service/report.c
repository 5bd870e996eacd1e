#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "db.h"
#include "filter.h"
#include "layout.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "table.h"

static const struct method_text {
    const char *code, *text;
} methods[BY_KINDS] = {
#define METHOD(name, code, text) {code, text},
#include "methods.def"
#undef METHOD
};

struct report {
    struct request *req;
    struct table *out;
    const char *section;
    const char *strata[STRATA_MAX];
    size_t strata_count;
    bool kept; /* what is asked for is kept in cells */
    bool used[BY_KINDS];
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

static void add_columns(struct report *report, enum page page)
{
    static const struct column all[] = {
        {"section", COLUMN_TEXT},      {"wave", COLUMN_TEXT},    {"from_wave", COLUMN_TEXT},
        {"instrument", COLUMN_TEXT},   {"domain", COLUMN_TEXT},  {"item", COLUMN_TEXT},
        {"label", COLUMN_TEXT},        {NULL, COLUMN_TEXT},      {"measure", COLUMN_TEXT},
        {"from_level", COLUMN_NUMBER}, {"level", COLUMN_NUMBER}, {"level_label", COLUMN_TEXT},
        {"value", COLUMN_NUMBER},      {"unit", COLUMN_TEXT},    {"n", COLUMN_NUMBER},
        {"expected", COLUMN_NUMBER},   {"low", COLUMN_NUMBER},   {"high", COLUMN_NUMBER},
        {"status", COLUMN_TEXT},       {"method", COLUMN_TEXT}};
    struct column columns[sizeof all / sizeof *all + STRATA_MAX];
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *name = all[i].name;
        for (size_t k = 0; !name && k < report->strata_count; k++)
            columns[count++] = (struct column){report->strata[k], COLUMN_TEXT};
        bool section = name && !strcmp(name, "section"), from = name && !strncmp(name, "from_", 5);
        if (name && (!section || page == PAGE_SECTIONS) && (!from || page == PAGE_CHANGES))
            columns[count++] = all[i];
    }
    report->out = table_new(report->req->arena, columns, count);
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
    if (!filter_read(req) || !db_snapshot(req) || !db_query(req, &query_report_scope, &scope))
        return false;
    *report = arena_alloc(req->arena, sizeof **report);
    (*report)->req = req;
    compare_first(req);
    split_strata(*report);
    add_columns(*report, page);
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
    report->section = section;
}

struct arena *report_arena(struct report *report)
{
    return report->req->arena;
}

static void bind(struct request *req, const char *kinds, bool whole)
{
    request_bind(req, "kinds", kinds);
    request_bind(req, "whole", whole ? "true" : "false");
}

/* Whether all strata together are wanted, which are a cell of their own. */
static bool is_whole(const struct report *report)
{
    const char *filter = request_value(report->req, "filter");
    return report->strata_count == 0 && !strcmp(filter, "{}");
}

bool report_groups(struct report *report, const char *kinds, bool values, struct groups **groups)
{
    bind(report->req, kinds, is_whole(report));
    if (request_value(report->req, "as_of"))
        return groups_load(report->req, &query_sheets_at, values ? GROUP_VALUES : GROUP_CELLS,
                           groups);
    if (values)
        return groups_load(report->req, &query_sheets_read, GROUP_VALUES, groups);
    return groups_load(report->req, report->kept ? &query_cells_read : &query_sheets_read,
                       GROUP_CELLS, groups);
}

bool report_changes(struct report *report, const char *kinds, bool from_first,
                    struct groups **groups)
{
    bind(report->req, kinds, is_whole(report));
    request_bind(report->req, "first", from_first ? "true" : "false");
    return groups_load(report->req, report->kept ? &query_transitions_read : &query_pairs_read,
                       GROUP_TRANSITIONS, groups);
}

bool report_changes_by(struct report *report, const char *attribute, bool kept,
                       struct groups **groups)
{
    bind(report->req, NULL, false);
    request_bind(report->req, "first", "false");
    request_bind(report->req, "strata", attribute);
    return groups_load(report->req,
                       report->kept && kept ? &query_transitions_read : &query_pairs_read,
                       GROUP_TRANSITIONS, groups);
}

static const char *number(struct report *report, double value)
{
    return arena_printf(report->req->arena, "%.15g", value == 0 ? 0.0 : value);
}

static const char *count(struct report *report, long long number)
{
    return arena_printf(report->req->arena, "%lld", number);
}

static void set_place(struct report *report, size_t row, const struct where *place)
{
    const struct group *group = place->group;
    table_set(report->out, row, "section", report->section);
    table_set(report->out, row, "wave", group ? group->wave : NULL);
    table_set(report->out, row, "from_wave", group ? group->from_wave : NULL);
    table_set(report->out, row, "instrument", group ? group->instrument : NULL);
    table_set(report->out, row, "domain", place->domain);
    table_set(report->out, row, "item", place->item);
    table_set(report->out, row, "label", place->label);
    for (size_t i = 0; i < report->strata_count && group; i++)
        table_set(report->out, row, report->strata[i],
                  i == 0 && place->stratum ? place->stratum : group->strata[i]);
    table_set(report->out, row, "expected",
              place->expected ? count(report, place->expected) : NULL);
}

static void set_level(struct report *report, size_t row, const struct figure *figure)
{
    const struct level *level = figure->level, *from = figure->from_level;
    table_set(report->out, row, "from_level", from ? count(report, from->level) : NULL);
    table_set(report->out, row, "level", level ? count(report, level->level) : NULL);
    table_set(report->out, row, "level_label", level ? level->label : figure->level_label);
}

static const char *status_of(const struct figure *figure)
{
    if (figure->unbounded)
        return "unbounded";
    if (figure->too_few && figure->n > 0)
        return "too_few";
    return figure->n > 0 || figure->uncounted ? "reported" : "no_data";
}

void report_figure(struct report *report, const struct where *place, const struct figure *figure)
{
    struct table *out = report->out;
    size_t row = table_add_row(report->req->arena, out);
    const char *status = status_of(figure);
    bool known = !strcmp(status, "reported"), low = known || figure->unbounded;
    set_place(report, row, place);
    set_level(report, row, figure);
    table_set(out, row, "measure", figure->measure);
    table_set(out, row, "value", known ? number(report, figure->value) : NULL);
    table_set(out, row, "unit", figure->unit);
    table_set(out, row, "n", figure->uncounted ? NULL : count(report, figure->n));
    if (low && figure->interval)
        table_set(out, row, "low", number(report, figure->interval->low));
    if (known && figure->interval)
        table_set(out, row, "high", number(report, figure->interval->high));
    table_set(out, row, "status", status);
    table_set(out, row, "method", methods[figure->method].code);
    report->used[figure->method] = true;
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

bool report_register(struct report *report, const struct query *query)
{
    struct table *rows;
    if (!db_query(report->req, query, &rows))
        return false;
    for (size_t row = 0; row < rows->row_count; row++)
        report_figure(report,
                      &(struct where){.item = table_get(rows, row, "item"),
                                      .label = table_get(rows, row, "label"),
                                      .expected = integer_at(rows, row, "expected")},
                      &(struct figure){.measure = table_get(rows, row, "measure"),
                                       .method = BY_REGISTER,
                                       .unit = table_get(rows, row, "unit"),
                                       .value = (double)integer_at(rows, row, "value"),
                                       .uncounted = true});
    return true;
}

bool report_reply(struct report *report)
{
    struct request *req = report->req;
    json_t *used = json_object();
    for (size_t i = 0; i < BY_KINDS; i++)
        if (report->used[i])
            json_object_set_new(used, methods[i].code, json_string(methods[i].text));
    json_object_set_new(req->meta, "methods", used);
    return reply_rows(req, 200, report->out);
}
