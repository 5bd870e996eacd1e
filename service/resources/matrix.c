#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "db.h"
#include "figures.h"
#include "layout.h"
#include "report.h"
#include "request.h"
#include "resources.h"
#include "summary.h"
#include "table.h"
#include "text.h"
#include "theme_figures.h"

static bool is_domain(const struct layout *layout, const struct subject *subject,
                      const void *context)
{
    (void)layout;
    (void)context;
    return subject->kind == SUBJECT_DOMAIN;
}

/* Of one practice, in one domain: where it stood, where it stands, how far that is. */
static void tell_value(struct report *report, const struct group *group,
                       const struct subject *domain, const char *measure, enum method_kind method,
                       double value, long long n)
{
    report_figure(
        report,
        &(struct where){
            .group = group, .domain = domain->domain, .label = domain->label, .expected = 1},
        &(struct figure){
            .measure = measure, .method = method, .unit = "level", .value = value, .n = n});
}

static struct sample value_of(struct report *report, const struct group *group,
                              const struct subject *domain)
{
    struct sample none = {0};
    return group ? summarize(report_arena(report), group, domain).practices : none;
}

static void tell_domains(struct report *report, struct group *before, struct group *after)
{
    const struct subject **domain = subjects_of(report, &after, 1, is_domain, NULL);
    struct group *pair = arena_alloc(report_arena(report), sizeof *pair);
    *pair = *after;
    pair->from_wave = before ? before->wave : NULL;
    for (; *domain; domain++) {
        struct sample from = value_of(report, before, *domain),
                      to = value_of(report, after, *domain);
        if (before)
            tell_value(report, before, *domain, "stage", BY_OWN_VALUE, from.mean, from.n);
        tell_value(report, after, *domain, "stage", BY_OWN_VALUE, to.mean, to.n);
        if (before)
            tell_value(report, pair, *domain, "change", BY_OWN_CHANGE, to.mean - from.mean,
                       from.n && to.n);
    }
}

/* The same practice and instrument at the earlier wave, or NULL. */
static struct group *earlier(const struct groups *groups, const struct group *after,
                             const char *from)
{
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = groups->sorted[i];
        if (!strcmp(group->wave, from) && !strcmp(group->instrument, after->instrument) &&
            text_same(group->strata[0], after->strata[0]))
            return group;
    }
    return NULL;
}

static void tell_barrier(struct report *report, const struct themes *themes,
                         const struct theme_group *group)
{
    size_t top = 0;
    for (size_t code = 1; code < themes->codes->row_count; code++)
        if (group->codes[code].mentions > group->codes[top].mentions)
            top = code;
    if (themes->codes->row_count == 0 || group->codes[top].mentions == 0)
        return;
    struct where place = theme_place(themes, top, &group->group);
    report_figure(report, &place,
                  &(struct figure){.measure = "top_barrier",
                                   .method = BY_TOP_BARRIER,
                                   .unit = "excerpts",
                                   .value = (double)group->codes[top].mentions,
                                   .n = group->read.sources});
}

static bool tell_barriers(struct request *req, struct report *report)
{
    struct themes themes;
    request_bind(req, "wave", NULL);
    request_bind(req, "kind", "barrier");
    request_bind(req, "level", "leaf");
    if (!themes_read(req, &themes))
        return false;
    for (size_t i = 0; i < themes.count; i++)
        if (themes.groups[i]->group.strata[0])
            tell_barrier(report, &themes, themes.groups[i]);
    return true;
}

bool matrix_report(struct request *req)
{
    struct report *report;
    struct groups *groups;
    const char *from = request_value(req, "from"), *wave = request_value(req, "wave");
    request_bind(req, "strata", "practice");
    request_bind(req, "wave", arena_printf(req->arena, "%s,%s", from, wave));
    if (!report_begin(req, PAGE_CHANGES, &report) || !report_groups(report, NULL, false, &groups))
        return false;
    for (size_t i = 0; i < groups->count; i++)
        if (!strcmp(groups->sorted[i]->wave, wave))
            tell_domains(report, earlier(groups, groups->sorted[i], from), groups->sorted[i]);
    return (!request_value(req, "pass") || tell_barriers(req, report)) && report_reply(report);
}
