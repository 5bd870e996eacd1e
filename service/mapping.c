#include <string.h>

#include "mapping_plan.h"
#include "reader.h"
#include "text.h"

static void release(void *object)
{
    json_decref(object);
}

struct mapping *mapping_new(struct arena *arena, const char *format, const char *document,
                            struct records *from)
{
    struct mapping *mapping = arena_alloc(arena, sizeof *mapping);
    struct records *out = &mapping->out;
    mapping->arena = arena;
    mapping->from = from;
    mapping->format = mapping_format_named(format);
    mapping->document = json_loads(document, 0, NULL);
    arena_defer(arena, release, mapping->document);
    mapping->fields = json_object_get(mapping->document, "fields");
    mapping->plans = arena_array(arena, struct mapping_plan, COLUMNS_MAX);
    out->columns = arena_array(arena, const char *, COLUMNS_MAX + MAPPED_WHOSE);
    out->column_rows = arena_array(arena, size_t, COLUMNS_MAX + MAPPED_WHOSE);
    out->texts = arena_array(arena, const char *, COLUMNS_MAX + MAPPED_WHOSE);
    from->own->envelope = mapping->format->envelope;
    if (mapping->format->field)
        mapping_long_open(mapping);
    return mapping;
}

struct records *mapping_records(struct mapping *mapping)
{
    return &mapping->out;
}

enum record mapping_blame(struct mapping *mapping, const char *column, const char *code,
                          const char *detail)
{
    column = arena_printf(mapping->from->own->brief, "%c%s", MAPPED_THEIRS, column);
    mapping->out.fault = (struct record_fault){mapping->from->row, column, code, detail};
    return RECORD_FAULT;
}

size_t mapping_add_column(struct mapping *mapping, const char *name)
{
    struct records *out = &mapping->out;
    for (size_t i = 0; i < out->column_count; i++)
        if (!strcmp(out->columns[i], name))
            return i + 1;
    out->columns[out->column_count] = name;
    out->column_rows[out->column_count] = mapping->from->row;
    return ++out->column_count;
}

static bool is_kept(const struct mapping *mapping)
{
    for (size_t i = 0; i < mapping->known; i++) {
        const char *text = mapping->from->texts[i];
        if (mapping->plans[i].keep && !mapping_lists(mapping->plans[i].keep, text ? text : ""))
            return false;
    }
    return true;
}

/* Whose answers; false where the mapping leaves them out. */
static bool take_whose(struct mapping *mapping)
{
    for (size_t i = 0; i < mapping->known; i++) {
        const struct mapping_plan *plan = &mapping->plans[i];
        const char *text = mapping->from->texts[i];
        if (!plan->whose)
            continue;
        const char *told = mapping_told(plan->codes, text);
        if (text && !told)
            return false;
        mapping->out.texts[plan->place - 1] = told;
    }
    return true;
}

static bool take_box(struct mapping *mapping, size_t column)
{
    const struct mapping_plan *plan = &mapping->plans[column];
    const char *text = mapping->from->texts[column], *name = mapping->from->columns[column];
    const char **place = &mapping->out.texts[plan->place - 1];
    if (!text || !strcmp(text, "0") || !strcmp(text, "Unchecked"))
        return true;
    if (strcmp(text, "1") != 0 && strcmp(text, "Checked") != 0)
        return (void)mapping_blame(mapping, name, "not_allowed", "is a box: must be 0 or 1"), false;
    if (*place)
        return (void)mapping_blame(mapping, name, "repeated",
                                   "is ticked beside another box of the same item"),
               false;
    *place = plan->level;
    return true;
}

/* RECORD_END: it says nothing. */
static enum record take_fields(struct mapping *mapping)
{
    enum record said = RECORD_END;
    for (size_t i = 0; i < mapping->known; i++) {
        const struct mapping_plan *plan = &mapping->plans[i];
        if (!plan->place || plan->whose)
            continue;
        const char **place = &mapping->out.texts[plan->place - 1];
        if (!plan->level)
            *place = mapping_told(plan->codes, mapping->from->texts[i]);
        else if (!take_box(mapping, i))
            return RECORD_FAULT;
        said = *place ? RECORD_ROW : said;
    }
    return said;
}

/* The second and third header row of Qualtrics. */
static enum record pass_head(struct mapping *mapping)
{
    bool last = mapping->heads_passed + 1 == mapping->format->heads;
    const char *text = mapping->from->column_count ? mapping->from->texts[0] : NULL;
    mapping->heads_passed++;
    if (last && (!text || strncmp(text, "{\"ImportId\"", 11) != 0))
        return mapping_blame(mapping, mapping->from->columns[0], "not_this",
                             "is not the third header row of a Qualtrics export");
    return RECORD_END;
}

static enum record take_row(struct mapping *mapping)
{
    struct records *out = &mapping->out;
    if (mapping->from->own->media == MEDIA_CSV && mapping->heads_passed < mapping->format->heads)
        return pass_head(mapping);
    memset(out->texts, 0, out->column_count * sizeof *out->texts);
    out->row = mapping->from->row;
    if (!is_kept(mapping) || !take_whose(mapping))
        return RECORD_END;
    return mapping->format->field ? mapping_long(mapping) : take_fields(mapping);
}

/* Reads a row unless one waits, and learns its columns. RECORD_ROW: it can be taken. */
static enum record read_row(struct mapping *mapping)
{
    struct records *from = mapping->from;
    enum record got = mapping->waits ? RECORD_ROW : records_next(from);
    if (got == RECORD_FAULT)
        (void)mapping_blame(mapping, from->fault.column, from->fault.code, from->fault.detail);
    mapping->waits = got == RECORD_ROW;
    while (got == RECORD_ROW && mapping->known < from->column_count)
        if (!mapping_learn(mapping, mapping->known++))
            return mapping_blame(mapping, from->columns[mapping->known - 1], "unknown_column",
                                 "is neither mapped nor ignored");
    mapping->waits = false;
    return got;
}

enum record mapping_next(struct mapping *mapping)
{
    while (!mapping->ended) {
        enum record got = read_row(mapping);
        if (got == RECORD_ROW)
            got = take_row(mapping);
        else
            mapping->ended = got == RECORD_END;
        if (got != RECORD_END)
            return got;
    }
    return mapping->format->field ? mapping_long_rest(mapping) : RECORD_END;
}
