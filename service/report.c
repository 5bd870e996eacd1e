#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "table.h"

#define STRATA_MAX 3

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
    const struct table *cells;
    const char *section;
    const char *strata[STRATA_MAX];
    size_t strata_count;
    bool used[BY_KINDS];
};

static const char *const stratum_columns[STRATA_MAX] = {"stratum_1", "stratum_2", "stratum_3"};

long long cell_count(const struct table *cells, size_t row, const char *column)
{
    const char *text = table_get(cells, row, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

double cell_number(const struct table *cells, size_t row, const char *column)
{
    const char *text = table_get(cells, row, column);
    return text ? strtod(text, NULL) : 0;
}

bool cell_known(const struct table *cells, size_t row, const char *column)
{
    return table_get(cells, row, column) != NULL;
}

/* clinician|private -> ["clinician", "private"] */
static json_t *values_of(const char *text, size_t length)
{
    json_t *values = json_array();
    for (size_t at = 0; at < length;) {
        size_t size = strcspn(text + at, "|,");
        json_array_append_new(values, json_stringn(text + at, size));
        at += size + 1;
    }
    return values;
}

/* ownership:clinician|private,rurality:rural -> {"ownership": [...], ...} */
static bool read_filter(struct request *req)
{
    const char *text = request_value(req, "filter");
    json_t *filter = request_own_json(req, json_object());
    while (text && *text) {
        size_t length = strcspn(text, ","), name = strcspn(text, ":,");
        const char *attribute = arena_strndup(req->arena, text, name);
        if (name == 0 || name + 1 >= length)
            fault_add(req, "parameter", "filter", "invalid_format",
                      "filter must be like ownership:clinician|private,rurality:rural");
        else if (json_object_get(filter, attribute))
            fault_add(req, "parameter", "filter", "repeated", "%s is there twice", attribute);
        else
            json_object_set_new(filter, attribute, values_of(text + name + 1, length - name - 1));
        text += length + (text[length] == ',');
    }
    size_t i;
    json_t *practice;
    json_array_foreach(json_object_get(filter, "practice"), i, practice)
        audit_name(req, json_string_value(practice));
    char *json = json_dumps(filter, JSON_COMPACT);
    arena_defer(req->arena, free, json);
    request_bind(req, "filter", json);
    return faults_raise(req, PROBLEM_INVALID);
}

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

static void add_columns(struct report *report, bool section)
{
    static const struct column before[] = {{"section", COLUMN_TEXT},    {"wave", COLUMN_TEXT},
                                           {"instrument", COLUMN_TEXT}, {"domain", COLUMN_TEXT},
                                           {"item", COLUMN_TEXT},       {"label", COLUMN_TEXT}};
    static const struct column after[] = {
        {"measure", COLUMN_TEXT},    {"level", COLUMN_NUMBER}, {"level_label", COLUMN_TEXT},
        {"value", COLUMN_NUMBER},    {"unit", COLUMN_TEXT},    {"n", COLUMN_NUMBER},
        {"expected", COLUMN_NUMBER}, {"low", COLUMN_NUMBER},   {"high", COLUMN_NUMBER},
        {"status", COLUMN_TEXT},     {"method", COLUMN_TEXT}};
    struct column
        columns[sizeof before / sizeof *before + STRATA_MAX + sizeof after / sizeof *after];
    size_t count = 0;
    for (size_t i = section ? 0 : 1; i < sizeof before / sizeof *before; i++)
        columns[count++] = before[i];
    for (size_t i = 0; i < report->strata_count; i++)
        columns[count++] = (struct column){report->strata[i], COLUMN_TEXT};
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        columns[count++] = after[i];
    report->out = table_new(report->req->arena, columns, count);
}

bool report_begin(struct request *req, bool section, struct report **report)
{
    struct table *scope;
    request_bind(req, "report", req->operation->id);
    if (!read_filter(req) || !db_snapshot(req) || !db_query(req, &query_report_scope, &scope))
        return false;
    *report = arena_alloc(req->arena, sizeof **report);
    (*report)->req = req;
    compare_first(req);
    split_strata(*report);
    add_columns(*report, section);
    req->meta = request_own_json(req, json_object());
    for (size_t i = 0; i < scope->column_count; i++) {
        const char *text = table_cell(scope, 0, i);
        if (!column_hidden(&scope->columns[i]))
            json_object_set_new(req->meta, scope->columns[i].name,
                                text ? json_string(text) : json_null());
    }
    return true;
}

bool report_load(struct report *report, const char *section, const struct query *query,
                 const struct table **cells)
{
    struct table *rows;
    if (!db_query(report->req, query, &rows))
        return false;
    report->cells = *cells = rows;
    report->section = section;
    return true;
}

const char *report_text(struct report *report, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(report->req->arena, format, args);
    va_end(args);
    return text;
}

static const char *number(struct report *report, double value)
{
    return arena_printf(report->req->arena, "%.15g", value == 0 ? 0.0 : value);
}

static void copy_dimensions(struct report *report, size_t from, size_t to,
                            const struct figure *figure)
{
    static const char *const names[] = {"wave", "instrument", "domain", "item", "label"};
    table_set(report->out, to, "section", report->section);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_set(report->out, to, names[i], table_get(report->cells, from, names[i]));
    for (size_t i = 0; i < report->strata_count; i++) {
        const char *value = table_get(report->cells, from, stratum_columns[i]);
        table_set(report->out, to, report->strata[i],
                  i == 0 && figure->stratum ? figure->stratum : value);
    }
}

void report_figure(struct report *report, size_t row, const struct figure *figure)
{
    struct table *out = report->out;
    struct arena *arena = report->req->arena;
    size_t to = table_add_row(arena, out);
    bool known = (figure->n > 0 || figure->uncounted) && !figure->too_few;
    copy_dimensions(report, row, to, figure);
    table_set(out, to, "measure", figure->measure);
    table_set(out, to, "level", figure->level);
    table_set(out, to, "level_label", figure->level_label);
    table_set(out, to, "value", known ? number(report, figure->value) : NULL);
    table_set(out, to, "unit", figure->unit);
    if (!figure->uncounted)
        table_set(out, to, "n", arena_printf(arena, "%lld", figure->n));
    table_set(out, to, "expected",
              figure->expected ? arena_printf(arena, "%lld", figure->expected)
                               : table_get(report->cells, row, "expected"));
    if (known && figure->interval) {
        table_set(out, to, "low", number(report, figure->interval->low));
        table_set(out, to, "high", number(report, figure->interval->high));
    }
    table_set(out, to, "status", known ? "reported" : figure->too_few ? "too_few" : "no_data");
    table_set(out, to, "method", methods[figure->method].code);
    report->used[figure->method] = true;
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
