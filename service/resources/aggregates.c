#include <stdlib.h>
#include <string.h>

#include "aggregate.h"
#include "application.h"
#include "arena.h"
#include "catalog.h"
#include "db.h"
#include "figures.h"
#include "layout.h"
#include "measure.h"
#include "queries.h"
#include "reply.h"
#include "report.h"
#include "request.h"
#include "resources.h"
#include "table.h"
#include "text.h"

#define MEASURES_MOST 20

/* What is asked: these measures of these subjects. */
struct question {
    struct request *req;
    const struct measure *measures[MEASURES_MOST];
    size_t measure_count;
    unsigned kinds; /* of subjects, bits by subject_kind */
    const char *items, *domains, *instrument, *version;
    struct asked asked;
    bool values; /* what is asked is known only from the practices' own values */
};

static void complain(struct request *req, const char *name, const char *code, const char *detail)
{
    if (req->json)
        fault_add(req, "pointer", arena_printf(req->arena, "/%s", name), code, "%s", detail);
    else
        fault_add(req, "parameter", name, code, "%s", detail);
}

/* Names of measures, all or those that fit any of the subjects. */
static const char *allowed(struct request *req, const bool *fits)
{
    const char *names = NULL;
    for (size_t i = 0; i < measure_count; i++)
        if (!fits || fits[i])
            names = names ? arena_printf(req->arena, "%s, %s", names, measure_table[i].code)
                          : measure_table[i].code;
    return names ? names : "none";
}

static void read_measures(struct question *q)
{
    const char *text = request_value(q->req, "measure");
    for (size_t length; text && *text; text += length + (text[length] == ',')) {
        length = strcspn(text, ",");
        const struct measure *measure = measure_find(text, length);
        if (!measure)
            complain(q->req, "measure", "unknown_measure",
                     arena_printf(q->req->arena, "%.*s is not a measure; there are: %s",
                                  (int)length, text, allowed(q->req, NULL)));
        else if (q->measure_count < MEASURES_MOST)
            q->measures[q->measure_count++] = measure;
    }
}

static void read_quantiles(struct question *q)
{
    const char *text = request_value(q->req, "quantile");
    struct asked *asked = &q->asked;
    for (size_t length; text && *text; text += length + (text[length] == ',')) {
        double p = -1;
        length = strcspn(text, ",");
        const char *each = arena_strndup(q->req->arena, text, length);
        if (!text_to_number(each, &p) || p < 0 || p > 1)
            complain(q->req, "quantile", "invalid_format",
                     arena_printf(q->req->arena, "%s is not a share from 0 to 1", each));
        else if (asked->quantile_count == QUANTILES_MOST)
            complain(q->req, "quantile", "too_many", "at most nine are taken");
        else
            asked->quantiles[asked->quantile_count++] = p;
    }
    if (asked->quantile_count == 0) {
        asked->quantiles[0] = 0.25;
        asked->quantiles[1] = 0.75;
        asked->quantile_count = 2;
    }
}

/* A figure is always of a wave: asking for that cuts nothing. */
static const char *without_wave(struct request *req, const char *by)
{
    const char *strata = NULL;
    for (size_t length; by && *by; by += length + (by[length] == ',')) {
        length = strcspn(by, ",");
        if (length == strlen("wave") && !strncmp(by, "wave", length))
            continue;
        const char *each = arena_strndup(req->arena, by, length);
        strata = strata ? arena_printf(req->arena, "%s,%s", strata, each) : each;
    }
    return strata;
}

/* The body's members as the parameters of the same names. */
static void bind_body(struct request *req)
{
    const char *name;
    json_t *value, *each;
    size_t i;
    json_object_foreach(req->json, name, value) {
        const char *text = json_string_value(value);
        if (json_is_integer(value))
            text = arena_printf(req->arena, "%lld", (long long)json_integer_value(value));
        json_array_foreach(value, i, each) {
            const char *word = json_is_string(each)
                                   ? json_string_value(each)
                                   : arena_printf(req->arena, "%.15g", json_number_value(each));
            text = text ? arena_printf(req->arena, "%s,%s", text, word) : word;
        }
        if (!json_is_object(value) && text)
            request_bind(req, name, text);
    }
}

static bool is_of(const struct question *q, const struct subject *subject)
{
    if (!(q->kinds >> subject->kind & 1))
        return false;
    if (q->items && (!subject->item || !text_in_list(q->items, subject->item)))
        return false;
    return !q->domains || (subject->domain && text_in_list(q->domains, subject->domain));
}

static bool is_chosen(const struct layout *layout, const struct subject *subject,
                      const void *context)
{
    (void)layout;
    return is_of(context, subject);
}

static bool needs_values(const struct question *q, const struct subject *subject)
{
    bool ranked = false;
    for (size_t i = 0; i < q->measure_count; i++)
        ranked = ranked || (q->measures[i]->ranked && measure_fits(q->measures[i], subject));
    return ranked && is_of(q, subject) && subject->kind != SUBJECT_LEVELS && !subject->counted;
}

/* Which measures fit any of the subjects that are asked for, in whatever data there may be. */
static bool measures_fit(struct question *q)
{
    bool fits[64] = {false}, any = false;
    const struct layout *layout;
    for (long long id = 1; catalog_next(q->req->app->catalog, &id, &layout); id++) {
        if ((q->instrument && !text_in_list(q->instrument, layout->instrument)) ||
            (q->version && !text_in_list(q->version, layout->version)))
            continue;
        for (size_t i = 0; i < layout->subject_count; i++)
            for (size_t m = 0; is_of(q, &layout->subjects[i]) && m < measure_count; m++) {
                fits[m] = fits[m] || measure_fits(&measure_table[m], &layout->subjects[i]);
                any = true;
            }
        for (size_t i = 0; i < layout->subject_count; i++)
            q->values = q->values || needs_values(q, &layout->subjects[i]);
    }
    for (size_t i = 0; i < q->measure_count; i++)
        if (!fits[q->measures[i] - measure_table])
            complain(q->req, "measure", "not_allowed",
                     arena_printf(q->req->arena, "%s is not told of these subjects; allowed: %s",
                                  q->measures[i]->code, allowed(q->req, any ? fits : NULL)));
    return faults_raise(q->req, PROBLEM_INVALID);
}

static bool read_question(struct request *req, struct question *q)
{
    const char *level = request_value(req, "at_or_above");
    *q = (struct question){.req = req,
                           .kinds = subject_kinds(request_value(req, "of")),
                           .items = request_value(req, "item"),
                           .domains = request_value(req, "domain"),
                           .instrument = request_value(req, "instrument"),
                           .version = request_value(req, "version")};
    q->asked.at_or_above = level ? (int)strtol(level, NULL, 10) : LEVEL_UPPER_HALF;
    /* a ratio is no item that can be asked for by name in the list of items */
    read_measures(q);
    read_quantiles(q);
    request_bind(req, "strata", without_wave(req, request_value(req, "by")));
    return faults_raise(req, PROBLEM_INVALID);
}

static void tell(struct report *report, const struct question *q, const struct group *group,
                 const struct subject *subject)
{
    struct arena *arena = report_arena(report);
    struct summary summary = summarize(arena, group, subject);
    struct view view = {.report = report,
                        .place = {.group = group,
                                  .domain = subject->domain,
                                  .item = subject->item,
                                  .label = subject->label,
                                  .expected = group_count(group, SLOT_EXPECTED)},
                        .subject = subject,
                        .summary = &summary,
                        .asked = &q->asked};
    for (size_t i = 0; i < q->measure_count; i++)
        if (measure_fits(q->measures[i], subject)) {
            view.measure = q->measures[i]->code;
            q->measures[i]->figures(&view);
        }
}

static bool compute(struct request *req, struct report **report)
{
    struct question q;
    struct groups *groups;
    if (!read_question(req, &q) || !report_begin(req, PAGE_PLAIN, report) || !measures_fit(&q) ||
        !report_groups(*report, NULL, q.values, &groups))
        return false;
    for (size_t first = 0, count; first < groups->count; first += count) {
        count = groups_of_wave(groups, first);
        const struct subject **s =
            subjects_of(*report, groups->sorted + first, count, is_chosen, &q);
        for (; *s; s++)
            for (size_t i = first; i < first + count; i++)
                tell(*report, &q, groups->sorted[i], *s);
    }
    return true;
}

static bool answer(struct request *req)
{
    struct report *report;
    return compute(req, &report) && report_reply(report);
}

/* What the request itself has under these names is not the question's. */
static void bind_question(struct request *req, const char *as_of)
{
    static const char *const names[] = {"measure",     "of",       "instrument", "version",
                                        "item",        "domain",   "wave",       "by",
                                        "at_or_above", "quantile", "filter"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        request_bind(req, names[i], NULL);
    bind_body(req);
    request_bind(req, "as_of", as_of);
}

bool aggregate_figures(struct request *req, json_t *question, const char *as_of,
                       const struct table **figures)
{
    json_t *body = req->json, *meta = req->meta;
    const char *program = request_value(req, "program");
    struct report *report;
    req->json = question;
    bind_question(req, as_of);
    bool done = compute(req, &report);
    req->json = body;
    req->meta = meta;
    request_bind(req, "program", program);
    *figures = done ? report_figures(report) : NULL;
    return done;
}

bool aggregate_list(struct request *req)
{
    return answer(req);
}

bool aggregate_ask(struct request *req)
{
    bind_body(req);
    return answer(req);
}

/* What the measure weighs practices by. */
static const char *weighting(const struct measure *measure)
{
    bool pooled = measure->figures == measure_pooled || measure->figures == measure_per_1000;
    return pooled ? "by denominators" : "each practice once";
}

/* meta says what the measure is; rows, which practices and submissions are behind it. */
bool aggregate_explain(struct request *req)
{
    struct question q;
    struct report *report;
    struct table *rows;
    if (!read_question(req, &q) || !report_begin(req, PAGE_PLAIN, &report) || !measures_fit(&q) ||
        !db_query(req, &query_aggregate_explain, &rows))
        return false;
    json_t *told = json_array();
    for (size_t i = 0; i < q.measure_count; i++)
        json_array_append_new(told, json_pack("{s:s, s:s, s:s}", "measure", q.measures[i]->code,
                                              "text", q.measures[i]->text, "weighting",
                                              weighting(q.measures[i])));
    json_object_set_new(req->meta, "measures", told);
    json_object_set_new(req->meta, "version", json_string(CONTINUUM_VERSION));
    return reply_page(req, rows);
}
