#ifndef CONTINUUM_TABLE_H
#define CONTINUUM_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * Rows and named columns: what a query gave, or what a report computed. Cells
 * are texts, NULL for null; the column's kind says how an encoder writes them.
 *
 * A column whose name begins with an underscore is for the reply and never
 * written: _cursor (key of the row, for paging), _revision (entity tag),
 * _location, _problem with _detail and _errors (why nothing was done).
 */
enum column_kind { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_BOOLEAN, COLUMN_JSON };

struct column {
    const char *name;
    enum column_kind kind;
};

struct table {
    size_t column_count;
    struct column *columns;
    size_t row_count;
    const char **cells; /* row by row */
    size_t row_capacity;
};

struct table *table_new(struct arena *arena, const struct column *columns, size_t column_count);

/* A new row of nulls at the end. */
size_t table_add_row(struct arena *arena, struct table *table);
/* Sets a cell by its column's place, or by its name; a name that there is not, nothing. */
void table_put(struct table *table, size_t row, size_t column, const char *text);
void table_set(struct table *table, size_t row, const char *column, const char *text);

const char *table_cell(const struct table *table, size_t row, size_t column);

/* The cell in the named column; NULL where it is null or there is no such
 * column or row. */
const char *table_get(const struct table *table, size_t row, const char *column);

/* The place of the named column, column_count where there is none. */
size_t table_column(const struct table *table, const char *column);

static inline bool column_hidden(const struct column *column)
{
    return column->name[0] == '_';
}

#endif
