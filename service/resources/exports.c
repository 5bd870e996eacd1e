#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "observation.h"
#include "queries.h"
#include "request.h"
#include "resources.h"
#include "table.h"
#include "text.h"

static bool is_wide(const struct request *req, const struct format *format)
{
    const char *layout = request_value(req, "layout");
    return layout ? text_same(layout, "wide") : format->short_names;
}

/* A wide file has the columns of one version. */
static bool check_wide(struct request *req)
{
    static const char *const needed[] = {"instrument", "version"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        const char *value = request_value(req, needed[i]);
        if (!value)
            fault_add(req, "parameter", needed[i], "missing", "is needed by a wide file");
        else if (strchr(value, ','))
            fault_add(req, "parameter", needed[i], "not_allowed", "must be one, in a wide file");
    }
    return faults_raise(req, PROBLEM_INVALID);
}

static bool read_forms(struct observations *all)
{
    struct request *req = all->to.req;
    if (!forms_read(req, &all->forms))
        return false;
    if (all->wide && !all->forms.count)
        fault_add(req, "parameter", "instrument", "unknown_instrument",
                  "is not an instrument and version that are known");
    request_bind(req, "version_ids", all->forms.ids);
    return faults_raise(req, PROBLEM_INVALID);
}

static long wanted_items(const struct form *form)
{
    long wanted = 0;
    for (size_t i = 0; i < form->count; i++)
        wanted += form->questions[i].wanted;
    return wanted;
}

/* How many rows there will be, in the state of the database that they are read from. */
static bool measure(struct observations *all)
{
    struct table *rows;
    if (!db_query(all->to.req, &query_observation_measure, &rows))
        return false;
    for (size_t row = 0; row < rows->row_count; row++) {
        long version = strtol(table_get(rows, row, "version_id"), NULL, 10);
        long submissions = strtol(table_get(rows, row, "submissions"), NULL, 10);
        size_t longest = strtoul(table_get(rows, row, "longest"), NULL, 10);
        const struct form *form = forms_find(&all->forms, version);
        all->to.counted += all->wide ? submissions : submissions * wanted_items(form);
        all->to.widest = longest > all->to.widest ? longest : all->to.widest;
    }
    return true;
}

bool observation_export(struct request *req)
{
    const struct format *format = format_of(req);
    struct observations all = {.to = {.req = req, .format = format}, .wide = is_wide(req, format)};
    struct taker taker = {observation_take, &all, observation_wanted, false};
    struct table *state;
    req->bulk = true;
    if ((all.wide && !check_wide(req)) ||
        (format->counted && !db_snapshot(req, &query_version_read, &state)) || !read_forms(&all) ||
        (format->counted && !measure(&all)))
        return false;
    observation_prepare(&all);
    return extract_all(&all.to, &query_observation_export, &taker);
}
