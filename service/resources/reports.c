#include <stdlib.h>

#include "queries.h"
#include "reply.h"
#include "report.h"
#include "request.h"
#include "resources.h"
#include "table.h"

bool framework_report(struct request *req)
{
    struct report *report;
    const struct table *cells;
    if (!report_begin(req, false, &report) ||
        !report_load(report, NULL, &query_framework_report, &cells))
        return false;
    const char *level = request_value(req, "at_or_above");
    figures_of_levels(report, cells, level ? (int)strtol(level, NULL, 10) : UPPER_HALF);
    return report_reply(report);
}

bool completeness_report(struct request *req)
{
    struct report *report;
    const struct table *cells;
    if (!report_begin(req, false, &report) ||
        !report_load(report, NULL, &query_completeness_report, &cells))
        return false;
    figures_of_completeness(report, cells);
    return report_reply(report);
}

bool measures_report(struct request *req)
{
    struct report *report;
    const struct table *cells;
    if (!report_begin(req, false, &report) ||
        !report_load(report, NULL, &query_measures_report, &cells))
        return false;
    figures_of_measures(report, cells);
    if (request_value(req, "compare"))
        figures_of_comparison(report, cells);
    return report_reply(report);
}

bool staffing_report(struct request *req)
{
    struct report *report;
    const struct table *cells;
    if (!report_begin(req, false, &report) ||
        !report_load(report, NULL, &query_staffing_report, &cells))
        return false;
    figures_of_staff(report, cells);
    if (!report_load(report, NULL, &query_staffing_ratios, &cells))
        return false;
    figures_of_ratios(report, cells);
    return report_reply(report);
}

bool recommendations_report(struct request *req)
{
    return perform_rows(req, &query_recommendations_report);
}

static void statewide_framework(struct report *report, const struct table *cells)
{
    figures_of_levels(report, cells, UPPER_HALF);
}

/* The page, part by part. */
static const struct section {
    const char *name;
    const struct query *query;
    void (*figures)(struct report *report, const struct table *cells);
} sections[] = {
    {"participation", &query_statewide_participation, figures_of_register},
    {"completeness", &query_statewide_completeness, figures_of_completeness},
    {"framework", &query_statewide_framework, statewide_framework},
    {"change", &query_statewide_change, figures_of_change},
    {"measures", &query_statewide_measures, figures_of_measures},
    {"staffing", &query_statewide_staffing, figures_of_ratios},
    {"themes", &query_statewide_themes, figures_of_register},
    {"recommendations", &query_statewide_recommendations, figures_of_register},
};

bool statewide_report(struct request *req)
{
    struct report *report;
    if (!report_begin(req, true, &report))
        return false;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const struct table *cells;
        if (!report_load(report, sections[i].name, sections[i].query, &cells))
            return false;
        sections[i].figures(report, cells);
    }
    return report_reply(report);
}
