#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "extract.h"
#include "queries.h"
#include "request.h"
#include "resources.h"
#include "row.h"
#include "table.h"
#include "text.h"

static const struct variable columns[] = {
    {.name = "submission", .label = "Submission", .kind = DATUM_CODE},
    {.name = "deleted", .label = "Counts no longer", .kind = DATUM_BOOLEAN},
    {.name = "program", .label = "Program", .kind = DATUM_CODE},
    {.name = "practice", .label = "Practice", .kind = DATUM_CODE},
    {.name = "wave", .label = "Wave", .kind = DATUM_CODE},
    {.name = "instrument", .label = "Instrument", .kind = DATUM_CODE},
    {.name = "version", .label = "Version of the instrument", .kind = DATUM_CODE},
    {.name = "respondent", .label = "Respondent; empty: the team", .kind = DATUM_CODE},
    {.name = "method", .label = "How it was answered", .kind = DATUM_CODE},
    {.name = "status", .label = "Its status", .kind = DATUM_CODE},
    {.name = "answered", .label = "Items with an answer", .kind = DATUM_NUMBER},
    {.name = "supersedes", .label = "The submission whose place it took", .kind = DATUM_CODE},
    {.name = "revision", .label = "How often it changed", .kind = DATUM_NUMBER},
    {.name = "created_at", .label = "When it came", .kind = DATUM_CODE},
    {.name = "submitted_at", .label = "When it was handed in", .kind = DATUM_CODE},
    {.name = "accepted_at", .label = "When it was accepted", .kind = DATUM_CODE},
};
enum { COLUMNS = sizeof columns / sizeof *columns, PRACTICE = 3, SEEN = COLUMNS };

struct submissions {
    struct extract to;
    const char *life;
    int64_t seen; /* the newest change of a row, which nothing that is still to come precedes */
};

static bool take(void *context, const struct row *row)
{
    struct submissions *all = context;
    struct datum data[COLUMNS];
    if (!row)
        return extract_begin(&all->to);
    extract_read(&all->to, row, data);
    extract_name(&all->to, data[PRACTICE].text);
    all->seen = row_integer(row, SEEN) > all->seen ? row_integer(row, SEEN) : all->seen;
    return extract_row(&all->to, data, false);
}

static bool wanted(void *context)
{
    return extract_wanted(&((struct submissions *)context)->to);
}

static bool read_life(struct submissions *all)
{
    struct table *rows;
    if (!db_row(all->to.req, &query_transaction_life_read, &rows))
        return false;
    all->life = table_get(rows, 0, "life");
    return true;
}

/* The number of a change, if it is one of this life of the database. */
static bool open_cursor(struct submissions *all, const char *cursor)
{
    size_t size, life = strlen(all->life);
    long long seen;
    const char *text = text_unbase64(all->to.req->arena, cursor, &size);
    if (!text || strlen(text) != size || strncmp(text, all->life, life) != 0 || text[life] != ' ' ||
        !text_to_integer(text + life + 1, &seen) || seen < 0)
        return false;
    all->seen = seen;
    return true;
}

static const char *cursor_of(void *context)
{
    const struct submissions *all = context;
    const char *text = arena_printf(all->to.req->arena, "%s %lld", all->life, (long long)all->seen);
    return text_base64(all->to.req->arena, text, strlen(text));
}

static bool read_feed_parameter(struct submissions *all, const char *after)
{
    struct request *req = all->to.req;
    bool moment = text_is_timestamp(after);
    if (request_value(req, "status"))
        fault_add(req, "parameter", "status", "not_allowed", "is not for what has changed");
    if (!moment && !open_cursor(all, after))
        fault_add(req, "parameter", "updated_after", "invalid_format",
                  "is neither a moment nor a cursor that this database gave");
    request_bind(req, "changed_since", moment ? after : NULL);
    request_bind(req, "changed_after", arena_printf(req->arena, "%lld", (long long)all->seen));
    return faults_raise(req, PROBLEM_PARAMETER);
}

bool submission_export(struct request *req)
{
    const char *after = request_value(req, "updated_after");
    struct submissions all = {.to = {.req = req,
                                     .format = format_of(req),
                                     .variables = columns,
                                     .variable_count = COLUMNS,
                                     .fixed = COLUMNS,
                                     .cursor = cursor_of,
                                     .context = &all}};
    struct taker taker = {take, &all, wanted, false};
    if (!read_life(&all) || (after && !read_feed_parameter(&all, after)))
        return false;
    req->bulk = !after;
    return extract_all(&all.to, after ? &query_submission_feed : &query_submission_export, &taker);
}
