#include "enumeration.h"

#include <math.h>
#include <stddef.h>

/* 2^-1000 is a double still. */
#define PAIRS_MOST 1000

/* Two rows. With x in the first row, a column of c weighs C(c, x) / 2^c, and a
 * table the product of its columns. What columns j .. can still weigh, having
 * `left` in the first row among them, is known beforehand: at least, at most,
 * and in sum. A branch that cannot come out on both sides of the observed
 * weight is not entered. */
struct bounds {
    double *least;
    double *most;
    double *all;
};

struct search {
    size_t columns;
    long long row;
    const long long *column;
    double *weight[CROSSTAB_MOST];
    struct bounds bounds[CROSSTAB_MOST + 1];
    double most;
    double as_far;
    long steps;
};

static void weigh(double *weight, long long count)
{
    weight[0] = ldexp(1, -(int)count);
    for (long long x = 1; x <= count; x++)
        weight[x] = weight[x - 1] * ((double)(count - x + 1) / (double)x);
}

/* The bounds of column j .. from those of j + 1 ..; what is impossible has a
 * sum of 0. */
static void widen(const struct search *search, size_t j, long long left)
{
    const struct bounds *next = &search->bounds[j + 1];
    double least = HUGE_VAL;
    double most = 0;
    double all = 0;
    for (long long x = 0; x <= left && x <= search->column[j]; x++) {
        if (!(next->all[left - x] > 0))
            continue;
        double weight = search->weight[j][x];
        least = fmin(least, weight * next->least[left - x]);
        most = fmax(most, weight * next->most[left - x]);
        all += weight * next->all[left - x];
    }
    search->bounds[j].least[left] = least;
    search->bounds[j].most[left] = most;
    search->bounds[j].all[left] = all;
}

static bool allot(struct search *search, long long n, const struct workspace *work)
{
    size_t row = (size_t)search->row + 1;
    double *next = work->cells;
    if ((size_t)n + search->columns + 3 * row * (search->columns + 1) > work->size)
        return false;
    for (size_t j = 0; j < search->columns; j++) {
        search->weight[j] = next;
        next += search->column[j] + 1;
    }
    for (size_t j = 0; j <= search->columns; j++) {
        search->bounds[j] = (struct bounds){next, next + row, next + 2 * row};
        next += 3 * row;
    }
    return true;
}

static void prepare(struct search *search)
{
    const struct bounds *last = &search->bounds[search->columns];
    for (long long left = 0; left <= search->row; left++)
        last->least[left] = last->most[left] = last->all[left] = left == 0;
    for (size_t j = search->columns; j-- > 0;) {
        weigh(search->weight[j], search->column[j]);
        for (long long left = 0; left <= search->row; left++)
            widen(search, j, left);
    }
}

static void visit(struct search *search, size_t j, long long left, double past)
{
    const struct bounds *bounds = &search->bounds[j];
    if (!(bounds->all[left] > 0) || past * bounds->least[left] > search->most ||
        ++search->steps > ENUMERATION_STEPS)
        return;
    if (past * bounds->most[left] <= search->most) {
        search->as_far += past * bounds->all[left];
        return;
    }
    for (long long x = 0; x <= left && x <= search->column[j]; x++)
        visit(search, j + 1, left - x, past * search->weight[j][x]);
}

bool enumerate_pairs(const struct margins *margins, const struct workspace *work, double *p)
{
    size_t smaller = margins->row[0] <= margins->row[1] ? 0 : 1;
    struct search search = {
        .columns = margins->columns,
        .row = margins->row[smaller],
        .column = margins->column,
    };
    if (margins->columns < 2 || margins->n > PAIRS_MOST || !allot(&search, margins->n, work))
        return false;
    prepare(&search);
    double observed = 1;
    for (size_t j = 0; j < margins->columns; j++)
        observed *= search.weight[j][margins->cell[smaller][j]];
    search.most = observed * AS_LIKELY;
    visit(&search, 0, search.row, 1);
    if (search.steps > ENUMERATION_STEPS)
        return false;
    *p = search.as_far / search.bounds[0].all[search.row];
    return true;
}
