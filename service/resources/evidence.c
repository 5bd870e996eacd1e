#include <stdlib.h>
#include <string.h>

#include "aggregate.h"
#include "application.h"
#include "db.h"
#include "queries.h"
#include "question.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"
#include "text.h"

/* What a figure says; its other columns say which it is. */
static bool is_said(const char *column)
{
    static const char said[] = "value unit n expected low high status method label level_label";
    return text_has_word(said, column);
}

static json_t *cells(const struct table *figures, size_t row, bool said)
{
    json_t *object = json_object();
    for (size_t i = 0; i < figures->column_count; i++) {
        const char *name = figures->columns[i].name, *text = table_cell(figures, row, i);
        if (is_said(name) == said)
            json_object_set_new(object, name, text ? json_string(text) : json_null());
    }
    return object;
}

/* Whether the row has these texts in these columns. */
static bool row_fits(const struct table *figures, size_t row, const json_t *picked)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)picked, name, value)
        if (!text_same(table_get(figures, row, name), json_string_value(value)))
            return false;
    return true;
}

static size_t find_rows(const struct table *figures, const json_t *picked, size_t *found)
{
    size_t count = 0;
    for (size_t row = 0; row < figures->row_count; row++)
        if (row_fits(figures, row, picked)) {
            *found = row;
            count++;
        }
    return count;
}

static const char *bound_text(struct request *req, json_t *json)
{
    char *text = json_dumps(request_own_json(req, json), JSON_COMPACT);
    arena_defer(req->arena, free, text);
    return text;
}

/* Columns that there are not, and whether what is left is one figure. */
static bool pick(struct request *req, const struct table *figures, size_t *row)
{
    json_t *picked = json_object_get(req->json, "row"), *value;
    const char *name;
    json_object_foreach(picked, name, value)
        if (table_column(figures, name) == figures->column_count || is_said(name))
            fault_add(req, "pointer", arena_printf(req->arena, "/row/%s", name), "unknown_column",
                      "says not which figure it is");
    if (!faults_raise(req, PROBLEM_INVALID))
        return false;
    size_t count = find_rows(figures, picked, row);
    if (count != 1)
        fault_add(req, "pointer", "/row", count ? "ambiguous" : "no_figure",
                  "%zu figures answer this; name one by its columns", count);
    return faults_raise(req, PROBLEM_INVALID);
}

/* Faults of the question stand within it. */
static void place_within(struct request *req)
{
    json_t *fault;
    size_t i;
    json_array_foreach(req->problem.errors, i, fault) {
        const char *name = json_string_value(json_object_get(fault, "parameter"));
        const char *at = name ? name : json_string_value(json_object_get(fault, "pointer"));
        at += *at == '/';
        json_t *pointer = json_sprintf(strcmp(at, "as_of") ? "/question/%s" : "/%s", at);
        json_object_del(fault, "parameter");
        json_object_set_new(fault, "pointer", pointer);
    }
}

/* A figure of a part of the practices could not be compared with what others see. */
static bool may_ask(const struct request *req)
{
    return text_has_word(req->caller.scopes, "reports:read") &&
           !caller_is_limited(&req->caller, "regions practices");
}

/* The question with the recommendation's program, where it names none: it is to be the same
 * whoever looks at it again. */
static json_t *whole_question(struct request *req, const json_t *question)
{
    json_t *whole = request_own_json(req, json_copy((json_t *)question));
    if (!json_object_get(whole, "program"))
        json_object_set_new(whole, "program", json_pack("[s]", request_value(req, "program")));
    return whole;
}

/* Asks the question and binds the figure that is meant. */
static bool bind_figure(struct request *req, json_t *question)
{
    const struct table *figures;
    struct table *moment;
    size_t row = 0;
    if (!db_row(req, &query_evidence_moment, &moment))
        return false;
    if (!may_ask(req))
        return problem_raise(req, PROBLEM_FORBIDDEN,
                             "A figure is linked by who may read reports of all practices.");
    const char *as_of = table_get(moment, 0, "as_of");
    if (!aggregate_figures(req, whole_question(req, question), as_of, &figures)) {
        place_within(req);
        return false;
    }
    if (!pick(req, figures, &row))
        return false;
    request_bind(req, "as_of", as_of);
    request_bind(req, "picked", bound_text(req, cells(figures, row, false)));
    request_bind(req, "figure", bound_text(req, cells(figures, row, true)));
    request_bind(req, "data_version", question_sees_all(req) ? req->fresh.version.text : NULL);
    return true;
}

bool evidence_create(struct request *req)
{
    json_t *question = json_object_get(req->json, "question");
    const char *kind = json_string_value(json_object_get(req->json, "kind"));
    if (question && text_same(kind, "aggregate") && !bind_figure(req, question))
        return false;
    return perform_create(req, &query_evidence_create);
}

static json_t *json_at(struct request *req, const struct table *rows, size_t row,
                       const char *column)
{
    return request_own_json(req, json_loads(table_get(rows, row, column), 0, NULL));
}

/* What cannot be asked any more, since an item or a wave has gone, is a verdict, no problem. */
static bool ask_again(struct request *req, const struct table *rows, size_t row,
                      const struct table **figures)
{
    json_t *question = json_at(req, rows, row, "_question");
    *figures = NULL;
    if (aggregate_figures(req, whole_question(req, question), table_get(rows, row, "_as_of"),
                          figures))
        return true;
    if (req->problem.kind != PROBLEM_INVALID)
        return false;
    req->problem = (struct problem){0};
    return true;
}

static bool verify(struct request *req, struct table *rows, size_t row)
{
    const struct table *figures;
    size_t found;
    if (!may_ask(req)) {
        table_set(rows, row, "verified", "unseen");
        return true;
    }
    if (!ask_again(req, rows, row, &figures))
        return false;
    if (!figures || find_rows(figures, json_at(req, rows, row, "_picked"), &found) != 1) {
        table_set(rows, row, "verified", figures ? "differs" : "unanswerable");
        return true;
    }
    const json_t *now = request_own_json(req, cells(figures, found, true));
    bool equal = json_equal(now, json_at(req, rows, row, "_figure"));
    table_set(rows, row, "verified", equal ? "equal" : "differs");
    table_set(rows, row, "value_now", table_get(figures, found, "value"));
    return true;
}

bool evidence_list(struct request *req)
{
    struct table *rows;
    bool wanted = text_same(request_value(req, "verify"), "true");
    if (!db_query(req, &query_evidence_list, &rows))
        return false;
    for (size_t row = 0; wanted && row < rows->row_count; row++)
        if (table_get(rows, row, "_question") && !verify(req, rows, row))
            return false;
    return reply_rows(req, 200, rows);
}
