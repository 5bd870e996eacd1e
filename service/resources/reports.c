#include <stdlib.h>
#include <string.h>

#include "application.h"
#include "catalog.h"
#include "db.h"
#include "factors.h"
#include "figures.h"
#include "layout.h"
#include "measure.h"
#include "progress.h"
#include "queries.h"
#include "reply.h"
#include "report.h"
#include "request.h"
#include "resources.h"
#include "table.h"
#include "text.h"

bool framework_report(struct request *req)
{
    struct report *report;
    struct groups *groups;
    const char *level = request_value(req, "at_or_above"), *by = request_value(req, "by");
    if (!report_begin(req, PAGE_PLAIN, &report) || !report_groups(report, NULL, false, &groups))
        return false;
    figures_of_levels(report, groups, by && !strcmp(by, "domain"),
                      level ? (int)strtol(level, NULL, 10) : LEVEL_UPPER_HALF);
    return report_reply(report);
}

bool completeness_report(struct request *req)
{
    struct report *report;
    struct groups *groups;
    struct table *reasons;
    if (!report_begin(req, PAGE_PLAIN, &report) || !report_groups(report, NULL, false, &groups) ||
        !db_query(req, &query_missing_reason_list, &reasons))
        return false;
    figures_of_completeness(report, groups, reasons);
    return report_reply(report);
}

static bool is_measured(const struct subject *subject)
{
    static const char *const kinds[] = {"rate",  "score", "count", "number",
                                        "money", "hours", "fte"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (subject->item_kind && subject->kind != SUBJECT_LEVELS &&
            !strcmp(subject->item_kind, kinds[i]))
            return true;
    return false;
}

/* Without a list: every rate, and every number of measures and surveys. */
static bool is_asked(const struct layout *layout, const struct subject *subject, const void *items)
{
    bool shown = items || subject->kind == SUBJECT_RATE ||
                 !strcmp(layout->instrument_kind, "measures") ||
                 !strcmp(layout->instrument_kind, "survey");
    return is_measured(subject) && shown && (!items || text_in_list(items, subject->item));
}

/* Sheets are read of the instruments that have something to tell: they are many rows. */
static void bind_measured(struct request *req)
{
    struct buffer *list = buffer_new(req->arena, 64);
    const struct layout *layout;
    for (long long id = 1; catalog_next(req->app->catalog, &id, &layout); id++) {
        bool told = text_in_list(list->bytes, layout->instrument);
        for (size_t i = 0; i < layout->subject_count && !told; i++)
            if ((told = is_asked(layout, &layout->subjects[i], request_value(req, "item"))))
                buffer_printf(list, "%s%s", list->size ? "," : "", layout->instrument);
    }
    request_bind(req, "instrument", list->bytes);
}

bool measures_report(struct request *req)
{
    struct report *report;
    struct groups *groups;
    if (!report_begin(req, PAGE_PLAIN, &report))
        return false;
    if (!request_value(req, "instrument"))
        bind_measured(req);
    if (!report_groups(report, NULL, true, &groups))
        return false;
    figures_of_measures(report, groups,
                        &(struct measures){.chosen = is_asked,
                                           .context = request_value(req, "item"),
                                           .medians = true,
                                           .empty = true,
                                           .compare = request_value(req, "compare") != NULL});
    return report_reply(report);
}

static bool is_number(const struct layout *layout, const struct subject *subject,
                      const void *context)
{
    (void)layout;
    (void)context;
    return is_measured(subject);
}

bool staffing_report(struct request *req)
{
    struct report *report;
    struct groups *groups;
    if (!report_begin(req, PAGE_PLAIN, &report) ||
        !report_groups(report, "staffing", true, &groups))
        return false;
    figures_of_measures(
        report, groups,
        &(struct measures){.chosen = is_number, .sums = true, .medians = true, .empty = true});
    figures_of_ratios(report, groups, true, true);
    return report_reply(report);
}

static enum subject_kind kind_of(const char *by)
{
    if (by && !strcmp(by, "domain"))
        return SUBJECT_DOMAIN;
    return by && !strcmp(by, "total") ? SUBJECT_TOTAL : SUBJECT_LEVELS;
}

static bool is_yes(const char *value)
{
    return value && !strcmp(value, "true");
}

bool progress_report(struct request *req)
{
    struct report *report;
    struct groups *groups, *changes;
    const char *level = request_value(req, "at_or_above"), *zeros = request_value(req, "zeros");
    if (!report_begin(req, PAGE_CHANGES, &report) || !report_groups(report, NULL, false, &groups) ||
        !report_changes(report, NULL, false, &changes))
        return false;
    figures_of_progress(
        report, changes, groups,
        &(struct progress){.kind = kind_of(request_value(req, "by")),
                           .from = request_value(req, "from"),
                           .items = request_value(req, "item"),
                           .priority = request_value(req, "priority"),
                           .at_or_above = level ? (int)strtol(level, NULL, 10) : LEVEL_UPPER_HALF,
                           .zeros =
                               zeros && !strcmp(zeros, "wilcoxon") ? ZEROS_WILCOXON : ZEROS_PRATT,
                           .matrix = is_yes(request_value(req, "matrix"))});
    return report_reply(report);
}

bool factors_report(struct request *req)
{
    struct report *report;
    struct table *list;
    const char *item = request_value(req, "item"), *domain = request_value(req, "domain");
    if (!report_begin(req, PAGE_CHANGES, &report) || !db_query(req, &query_factor_list, &list))
        return false;
    struct factors factors = {.list = list,
                              .kind = item     ? SUBJECT_LEVELS
                                      : domain ? SUBJECT_DOMAIN
                                               : SUBJECT_TOTAL,
                              .domain = domain,
                              .item = item,
                              .from = request_value(req, "from")};
    return figures_of_factors(report, &factors) && report_reply(report);
}

bool recommendations_report(struct request *req)
{
    struct table *version;
    return db_snapshot(req, &query_version_read, &version) &&
           perform_rows(req, &query_recommendations_report);
}

static bool statewide_cells(struct report *report)
{
    static const char staged[] = "framework,level";
    struct groups *all, *changes;
    if (!report_groups(report, NULL, false, &all) ||
        !report_changes(report, staged, true, &changes))
        return false;
    struct arena *arena = report_arena(report);
    struct groups *frameworks = groups_of_kinds(arena, all, staged);
    report_section(report, "completeness");
    figures_of_completeness(report, all, NULL);
    report_section(report, "framework");
    figures_of_levels(report, frameworks, true, LEVEL_UPPER_HALF);
    report_section(report, "change");
    figures_of_change(report, frameworks, changes);
    report_section(report, "measures");
    figures_of_measures(report, groups_of_kinds(arena, all, "measures"),
                        &(struct measures){.chosen = is_asked});
    report_section(report, "staffing");
    figures_of_ratios(report, groups_of_kinds(arena, all, "staffing"), false, false);
    return true;
}

bool statewide_report(struct request *req)
{
    struct report *report;
    struct table *counts;
    if (!report_begin(req, PAGE_SECTIONS, &report) ||
        !db_query(req, &query_statewide_register, &counts))
        return false;
    report_register(report, counts, "participation");
    if (!statewide_cells(report))
        return false;
    report_register(report, counts, "themes");
    report_register(report, counts, "recommendations");
    return report_reply(report);
}
