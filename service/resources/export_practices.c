#include <string.h>

#include "db.h"
#include "extract.h"
#include "queries.h"
#include "request.h"
#include "resources.h"
#include "row.h"
#include "table.h"

static const struct variable fixed[] = {
    {.name = "program", .label = "Program", .kind = DATUM_CODE},
    {.name = "practice", .label = "Practice", .kind = DATUM_CODE},
    {.name = "name", .label = "Its name", .kind = DATUM_TEXT},
    {.name = "enrolled_on", .label = "Enrolled on", .kind = DATUM_CODE},
    {.name = "withdrawn_on", .label = "Withdrawn on", .kind = DATUM_CODE},
    {.name = "cohort", .label = "Cohort", .kind = DATUM_TEXT},
};
enum { FIXED = sizeof fixed / sizeof *fixed, PRACTICE = 1, FOUND = FIXED };

struct practices {
    struct extract to;
    size_t attributes;
    struct datum *data;
    const char **texts;
    struct buffer *text_bytes;
};

static bool take_row(struct practices *all, const struct row *row)
{
    size_t count;
    if (!row_texts(row, FOUND, all->text_bytes, all->texts, all->attributes, &count))
        return false;
    extract_read(&all->to, row, all->data);
    for (size_t i = 0; i < all->attributes; i++) {
        const char *text = i < count ? all->texts[i] : NULL;
        all->data[FIXED + i] = (struct datum){
            .kind = text ? all->to.variables[FIXED + i].kind : DATUM_NONE, .text = text};
    }
    extract_name(&all->to, all->data[PRACTICE].text);
    return extract_row(&all->to, all->data, false);
}

static bool take(void *context, const struct row *row)
{
    struct practices *all = context;
    return row ? take_row(all, row) : extract_begin(&all->to);
}

static bool wanted(void *context)
{
    return extract_wanted(&((struct practices *)context)->to);
}

/* Numbers are written as they were recorded. */
static enum datum_kind kind_of(const char *kind)
{
    return !strcmp(kind, "text") ? DATUM_TEXT : DATUM_CODE;
}

static void prepare(struct practices *all, const struct table *attributes)
{
    struct arena *arena = all->to.req->arena;
    struct buffer *codes = buffer_new(arena, 1024);
    size_t count = all->attributes = attributes->row_count;
    struct variable *variables = arena_array(arena, struct variable, FIXED + count);
    memcpy(variables, fixed, sizeof fixed);
    for (size_t i = 0; i < count; i++) {
        const char *attribute = table_get(attributes, i, "attribute");
        buffer_printf(codes, "%s%s", i ? "," : "", attribute);
        variables[FIXED + i] = (struct variable){.name = attribute,
                                                 .label = table_get(attributes, i, "name"),
                                                 .kind = kind_of(table_get(attributes, i, "kind"))};
    }
    request_bind(all->to.req, "attributes", codes->bytes);
    all->to.variables = variables;
    all->to.variable_count = FIXED + count;
    all->to.fixed = FIXED;
    all->data = arena_array(arena, struct datum, FIXED + count);
    all->texts = arena_array(arena, const char *, count + 1);
    all->text_bytes = buffer_new(arena, 256);
}

bool practice_export(struct request *req)
{
    struct table *attributes;
    struct practices all = {.to = {.req = req, .format = format_of(req)}};
    struct taker taker = {take, &all, wanted, false};
    req->bulk = true;
    if (!db_query(req, &query_attribute_columns, &attributes))
        return false;
    prepare(&all, attributes);
    return extract_all(&all.to, &query_practice_export, &taker);
}
