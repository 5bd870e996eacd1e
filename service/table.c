#include "table.h"

#include <string.h>

#include "arena.h"

struct table *table_new(struct arena *arena, const struct column *columns, size_t column_count)
{
    struct table *table = arena_alloc(arena, sizeof *table);
    table->column_count = column_count;
    table->columns = arena_array(arena, struct column, column_count);
    memcpy(table->columns, columns, column_count * sizeof *columns);
    return table;
}

size_t table_add_row(struct arena *arena, struct table *table)
{
    if (table->row_count == table->row_capacity) {
        size_t capacity = table->row_capacity ? table->row_capacity * 2 : 32;
        const char **cells = arena_array(arena, const char *, capacity * table->column_count);
        if (table->row_count)
            memcpy(cells, table->cells, table->row_count * table->column_count * sizeof *cells);
        table->cells = cells;
        table->row_capacity = capacity;
    }
    return table->row_count++;
}

size_t table_column(const struct table *table, const char *column)
{
    size_t i = 0;
    while (i < table->column_count && strcmp(table->columns[i].name, column) != 0)
        i++;
    return i;
}

void table_put(struct table *table, size_t row, size_t column, const char *text)
{
    table->cells[row * table->column_count + column] = text;
}

void table_set(struct table *table, size_t row, const char *column, const char *text)
{
    size_t i = table_column(table, column);
    if (i < table->column_count)
        table_put(table, row, i, text);
}

const char *table_cell(const struct table *table, size_t row, size_t column)
{
    return table->cells[row * table->column_count + column];
}

const char *table_get(const struct table *table, size_t row, const char *column)
{
    size_t i = table_column(table, column);
    if (row >= table->row_count || i == table->column_count)
        return NULL;
    return table_cell(table, row, i);
}
