#include "enumeration.h"

#include <math.h>

#define MOST 1000000000

static bool count_all(const struct crosstab *table, long long *n)
{
    long long sum = 0;
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        if (table->counts[i] < 0 || table->counts[i] > MOST - sum)
            return false;
        sum += table->counts[i];
    }
    *n = sum;
    return true;
}

static long long row_sum(const struct crosstab *table, size_t row)
{
    long long sum = 0;
    for (size_t j = 0; j < table->columns; j++)
        sum += table->counts[row * table->columns + j];
    return sum;
}

static long long column_sum(const struct crosstab *table, size_t column)
{
    long long sum = 0;
    for (size_t i = 0; i < table->rows; i++)
        sum += table->counts[i * table->columns + column];
    return sum;
}

/* Swaps rows and columns where that makes the fewer ones rows. */
static void turn(struct margins *margins)
{
    if (margins->rows <= margins->columns)
        return;
    struct margins turned = {.rows = margins->columns, .columns = margins->rows, .n = margins->n};
    for (size_t i = 0; i < turned.rows; i++)
        turned.row[i] = margins->column[i];
    for (size_t j = 0; j < turned.columns; j++)
        turned.column[j] = margins->row[j];
    for (size_t i = 0; i < turned.rows; i++) {
        for (size_t j = 0; j < turned.columns; j++)
            turned.cell[i][j] = margins->cell[j][i];
    }
    *margins = turned;
}

static void take_row(const struct crosstab *table, size_t row, struct margins *margins)
{
    size_t column = 0;
    for (size_t j = 0; j < table->columns; j++) {
        if (column_sum(table, j) > 0)
            margins->cell[margins->rows][column++] = table->counts[row * table->columns + j];
    }
    margins->row[margins->rows++] = row_sum(table, row);
}

static void find_margins(const struct crosstab *table, struct margins *margins)
{
    for (size_t j = 0; j < table->columns; j++) {
        long long sum = column_sum(table, j);
        if (sum > 0)
            margins->column[margins->columns++] = sum;
    }
    for (size_t i = 0; i < table->rows; i++) {
        if (row_sum(table, i) > 0)
            take_row(table, i, margins);
    }
    turn(margins);
}

static double chi_squared(const struct margins *margins)
{
    double sum = 0;
    for (size_t i = 0; i < margins->rows; i++) {
        for (size_t j = 0; j < margins->columns; j++) {
            double share = (double)margins->row[i] / (double)margins->n;
            double expected = share * (double)margins->column[j];
            double away = (double)margins->cell[i][j] - expected;
            sum += away * away / expected;
        }
    }
    return sum;
}

bool freeman_halton_test(const struct crosstab *table, const struct workspace *work,
                         struct exact_test *test)
{
    struct margins margins = {0};
    if (table->rows > CROSSTAB_MOST || table->columns > CROSSTAB_MOST ||
        !count_all(table, &margins.n))
        return false;
    find_margins(table, &margins);
    if (margins.rows < 2 || margins.columns < 2)
        return false;
    struct exact_test found = {BASIS_EXACT, chi_squared(&margins), 0, margins.n, 0};
    if (!(margins.rows == 2 ? enumerate_pairs(&margins, work, &found.p)
                            : enumerate_all(&margins, &found.p))) {
        int df = (int)((margins.rows - 1) * (margins.columns - 1));
        found.basis = BASIS_CHI_SQUARED;
        if (!chi_squared_p(found.statistic, df, &found.p))
            return false;
    }
    found.p = fmin(found.p, 1);
    *test = found;
    return true;
}
