#include "report_rows.h"

#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "decimal.h"
#include "group.h"
#include "layout.h"
#include "table.h"

static const struct method_text {
    const char *code, *text;
} methods[BY_KINDS] = {
#define METHOD(name, code, text) {code, text},
#include "methods.def"
#undef METHOD
};

#define NOWHERE SIZE_MAX

/* Of a row, in this order; the strata stand before the measure. */
enum place_of_column {
    SECTION,
    WAVE,
    FROM_WAVE,
    INSTRUMENT,
    DOMAIN,
    ITEM,
    LABEL,
    STRATA,
    MEASURE,
    FROM_LEVEL,
    LEVEL,
    LEVEL_LABEL,
    VALUE,
    UNIT,
    N,
    EXPECTED,
    LOW,
    HIGH,
    STATUS,
    METHOD,
    PLACES
};

struct report_rows {
    struct arena *arena;
    struct table *table;
    const char *section;
    const char *const *strata;
    size_t strata_count;
    size_t at[PLACES]; /* of the table's columns, or NOWHERE */
    bool used[BY_KINDS];
};

/* Only statewide has sections, and only changes have what they come from. */
static bool is_shown(enum place_of_column place, enum page page)
{
    bool from = place == FROM_WAVE || place == FROM_LEVEL;
    return (place != SECTION || page == PAGE_SECTIONS) && (!from || page == PAGE_CHANGES);
}

static void add_columns(struct report_rows *rows, enum page page)
{
    static const struct column all[PLACES] = {
        {"section", COLUMN_TEXT},      {"wave", COLUMN_TEXT},    {"from_wave", COLUMN_TEXT},
        {"instrument", COLUMN_TEXT},   {"domain", COLUMN_TEXT},  {"item", COLUMN_TEXT},
        {"label", COLUMN_TEXT},        {NULL, COLUMN_TEXT},      {"measure", COLUMN_TEXT},
        {"from_level", COLUMN_NUMBER}, {"level", COLUMN_NUMBER}, {"level_label", COLUMN_TEXT},
        {"value", COLUMN_NUMBER},      {"unit", COLUMN_TEXT},    {"n", COLUMN_NUMBER},
        {"expected", COLUMN_NUMBER},   {"low", COLUMN_NUMBER},   {"high", COLUMN_NUMBER},
        {"status", COLUMN_TEXT},       {"method", COLUMN_TEXT}};
    struct column columns[PLACES + STRATA_MAX];
    size_t count = 0;
    for (size_t i = 0; i < PLACES; i++) {
        rows->at[i] = is_shown(i, page) ? count : NOWHERE;
        for (size_t k = 0; i == STRATA && k < rows->strata_count; k++)
            columns[count++] = (struct column){rows->strata[k], COLUMN_TEXT};
        if (i != STRATA && rows->at[i] != NOWHERE)
            columns[count++] = all[i];
    }
    rows->table = table_new(rows->arena, columns, count);
}

struct report_rows *report_rows_new(struct arena *arena, enum page page, const char *const *strata,
                                    size_t strata_count)
{
    struct report_rows *rows = arena_alloc(arena, sizeof *rows);
    rows->arena = arena;
    rows->strata = strata;
    rows->strata_count = strata_count;
    add_columns(rows, page);
    return rows;
}

void report_rows_section(struct report_rows *rows, const char *section)
{
    rows->section = section;
}

static const char *number(struct report_rows *rows, double value)
{
    char *text = arena_alloc(rows->arena, DECIMAL_MAX);
    decimal_of_double(text, value == 0 ? 0.0 : value);
    return text;
}

static const char *count(struct report_rows *rows, long long number)
{
    char *text = arena_alloc(rows->arena, DECIMAL_MAX);
    decimal_of_integer(text, number);
    return text;
}

static void set(struct report_rows *rows, size_t row, enum place_of_column place, const char *text)
{
    if (rows->at[place] != NOWHERE)
        table_put(rows->table, row, rows->at[place], text);
}

static void set_place(struct report_rows *rows, size_t row, const struct where *place)
{
    const struct group *group = place->group;
    set(rows, row, SECTION, rows->section);
    set(rows, row, WAVE, group ? group->wave : NULL);
    set(rows, row, FROM_WAVE, group ? group->from_wave : NULL);
    set(rows, row, INSTRUMENT, group ? group->instrument : NULL);
    set(rows, row, DOMAIN, place->domain);
    set(rows, row, ITEM, place->item);
    set(rows, row, LABEL, place->label);
    for (size_t i = 0; i < rows->strata_count && group; i++)
        table_put(rows->table, row, rows->at[STRATA] + i,
                  i == 0 && place->stratum ? place->stratum : group->strata[i]);
    set(rows, row, EXPECTED, place->expected ? count(rows, place->expected) : NULL);
}

static void set_level(struct report_rows *rows, size_t row, const struct figure *figure)
{
    const struct level *level = figure->level, *from = figure->from_level;
    set(rows, row, FROM_LEVEL, from ? count(rows, from->level) : NULL);
    set(rows, row, LEVEL, level ? count(rows, level->level) : NULL);
    set(rows, row, LEVEL_LABEL, level ? level->label : figure->level_label);
}

static const char *status_of(const struct figure *figure)
{
    if (figure->suppressed)
        return "suppressed";
    if (figure->unbounded)
        return "unbounded";
    if (figure->too_few && figure->n > 0)
        return "too_few";
    return figure->n > 0 || figure->uncounted ? "reported" : "no_data";
}

void report_rows_add(struct report_rows *rows, const struct where *place,
                     const struct figure *figure)
{
    size_t row = table_add_row(rows->arena, rows->table);
    const char *status = status_of(figure);
    bool known = !strcmp(status, "reported"), low = known || figure->unbounded;
    set_place(rows, row, place);
    set_level(rows, row, figure);
    set(rows, row, MEASURE, figure->measure);
    set(rows, row, VALUE, known ? number(rows, figure->value) : NULL);
    set(rows, row, UNIT, figure->unit);
    set(rows, row, N, figure->uncounted ? NULL : count(rows, figure->n));
    if (low && figure->interval)
        set(rows, row, LOW, number(rows, figure->interval->low));
    if (known && figure->interval)
        set(rows, row, HIGH, number(rows, figure->interval->high));
    set(rows, row, STATUS, status);
    set(rows, row, METHOD, methods[figure->method].code);
    rows->used[figure->method] = true;
}

const struct table *report_rows_table(const struct report_rows *rows)
{
    return rows->table;
}

json_t *report_rows_methods(const struct report_rows *rows)
{
    json_t *used = json_object();
    for (size_t i = 0; i < BY_KINDS; i++)
        if (rows->used[i])
            json_object_set_new(used, methods[i].code, json_string(methods[i].text));
    return used;
}
