#include "themes.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "db.h"
#include "outcomes.h"
#include "queries.h"
#include "reply.h"
#include "report.h"
#include "request.h"
#include "resources.h"
#include "table.h"
#include "theme_figures.h"

#define FIGURED_MOST 40000 /* codes in groups, or pairs of codes */

static bool begin(struct request *req, enum page page, const char *beside, struct report **report)
{
    request_bind(req, "beside", beside);
    return report_begin(req, page, report);
}

static bool too_much(struct request *req)
{
    return problem_raise(req, PROBLEM_INVALID,
                         "There are too many figures for one answer; ask for fewer strata or "
                         "codes, such as level=top.");
}

static long long threshold_of(const struct request *req)
{
    return strtoll(request_value(req, "threshold"), NULL, 10);
}

/* Which pass it is of, where another one reconciles it, and when a code counts. */
static void tell_counted(struct request *req, const struct table *codes)
{
    const char *pass = table_get(codes, 0, "_pass");
    json_object_set_new(req->meta, "pass", pass ? json_string(pass) : json_null());
    json_object_set_new(req->meta, "agreed", json_string(request_value(req, "agreed")));
}

/* By practice, whichever waves the sources are of. */
static bool read_by_practice(struct request *req, struct themes *themes)
{
    request_bind(req, "strata", "practice");
    request_bind(req, "wave", NULL);
    if (!themes_read(req, themes))
        return false;
    tell_counted(req, themes->codes);
    return true;
}

bool themes_report(struct request *req)
{
    struct report *report;
    struct themes themes;
    if (!begin(req, PAGE_CHANGES, "stakeholder_group,role,source_kind", &report) ||
        !themes_read(req, &themes))
        return false;
    if (themes.count * themes.codes->row_count > FIGURED_MOST)
        return too_much(req);
    tell_counted(req, themes.codes);
    figures_of_themes(report, &themes, threshold_of(req));
    return report_reply(report);
}

bool theme_pairs_report(struct request *req)
{
    struct report *report;
    struct table *codes, *pairs;
    request_bind(req, "strata", "other_code");
    if (!begin(req, PAGE_PLAIN, "other_code", &report) ||
        !db_query(req, &query_theme_code_list, &codes) ||
        !db_query(req, &query_theme_pairs_read, &pairs))
        return false;
    if (pairs->row_count > FIGURED_MOST)
        return too_much(req);
    tell_counted(req, codes);
    figures_of_pairs(report, pairs, threshold_of(req));
    return report_reply(report);
}

bool saturation_report(struct request *req)
{
    return perform_rows(req, &query_saturation_report);
}

bool quotes_report(struct request *req)
{
    return perform_rows(req, &query_quotes_report);
}

bool joint_display_report(struct request *req)
{
    struct report *report;
    struct outcomes outcomes = {0};
    struct themes themes;
    struct group place;
    request_bind(req, "strata", "outcome");
    if (!begin(req, PAGE_CHANGES, "outcome", &report) ||
        !outcomes_read(req, report, &outcomes, &place) || !read_by_practice(req, &themes))
        return false;
    figures_of_joint(report, &themes, &outcomes, &place, threshold_of(req));
    return report_reply(report);
}

static void tell_moved(struct report *report, const struct group *group, const struct moved *moved)
{
    long long n = moved->improved + moved->same + moved->declined;
    const struct {
        const char *measure;
        long long count;
    } told[] = {
        {"improved", moved->improved}, {"same", moved->same}, {"declined", moved->declined}};
    for (size_t i = 0; i < 3; i++)
        report_figure(report, &(struct where){.group = group},
                      &(struct figure){.measure = told[i].measure,
                                       .method = BY_ITEMS_MOVED,
                                       .unit = "components",
                                       .value = (double)told[i].count,
                                       .n = n});
}

static void tell_mentions(struct report *report, const struct themes *themes,
                          const struct theme_group *group)
{
    for (size_t code = 0; code < themes->codes->row_count; code++) {
        struct where place = theme_place(themes, code, &group->group);
        if (group->codes[code].mentions > 0)
            report_figure(report, &place,
                          &(struct figure){.measure = "mentions",
                                           .method = BY_MENTIONS,
                                           .unit = "excerpts",
                                           .value = (double)group->codes[code].mentions,
                                           .n = group->read.sources});
    }
}

static int by_practice(const void *key, const void *element)
{
    const struct theme_group *group = *(struct theme_group *const *)element;
    return group->group.strata[0] ? strcmp(key, group->group.strata[0]) : -1;
}

static const struct theme_group *themes_of(const struct themes *themes, const char *practice)
{
    struct theme_group *const *found =
        practice ? bsearch(practice, themes->groups, themes->count, sizeof(void *), by_practice)
                 : NULL;
    return found ? *found : NULL;
}

/* Practices that were seen at both waves; what was said at others is no case of change. */
bool cases_report(struct request *req)
{
    struct report *report;
    struct groups *groups;
    struct themes themes;
    const char *from = request_value(req, "from");
    request_bind(req, "strata", "practice");
    if (!begin(req, PAGE_CHANGES, NULL, &report) || !report_changes(report, NULL, false, &groups) ||
        !read_by_practice(req, &themes))
        return false;
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = groups->sorted[i];
        struct moved moved = components_moved(report, group);
        if (strcmp(group->from_wave, from) != 0 ||
            moved.improved + moved.same + moved.declined == 0)
            continue;
        tell_moved(report, group, &moved);
        const struct theme_group *said = themes_of(&themes, group->strata[0]);
        if (said)
            tell_mentions(report, &themes, said);
    }
    return report_reply(report);
}
