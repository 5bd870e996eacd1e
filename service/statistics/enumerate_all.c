#include "enumeration.h"

#include <math.h>

/* 150! is a double, and so is every product of 1 / cell! of as many. */
#define ALL_MOST 150

/* A table's probability is proportional to the product of 1 / cell!. Cells are
 * filled down one column after the other; the last row and the last column
 * follow from the margins. */
struct search {
    const struct margins *margins;
    double weight[ALL_MOST + 1];                  /* 1 / n! */
    double even[CROSSTAB_MOST + 1][ALL_MOST + 1]; /* most that n in so many cells can weigh */
    double columns_even[CROSSTAB_MOST + 1];       /* the same of column j and those after it */
    double columns_weight[CROSSTAB_MOST + 1];     /* their product of 1 / n! */
    long long left[CROSSTAB_MOST];                /* of each row */
    double most;
    double as_far;
    long steps;
};

/* A part of an even split, and the even split of what remains. */
static void prepare(struct search *search)
{
    const struct margins *margins = search->margins;
    search->weight[0] = 1;
    for (int n = 1; n <= ALL_MOST; n++)
        search->weight[n] = search->weight[n - 1] / n;
    for (int n = 0; n <= ALL_MOST; n++) {
        search->even[1][n] = search->weight[n];
        for (int parts = 2; parts <= CROSSTAB_MOST; parts++)
            search->even[parts][n] =
                search->weight[n / parts] * search->even[parts - 1][n - n / parts];
    }
    search->columns_even[margins->columns] = search->columns_weight[margins->columns] = 1;
    for (size_t j = margins->columns; j-- > 0;) {
        long long n = margins->column[j];
        search->columns_even[j] = search->columns_even[j + 1] * search->even[margins->rows][n];
        search->columns_weight[j] = search->columns_weight[j + 1] * search->weight[n];
    }
    for (size_t i = 0; i < margins->rows; i++)
        search->left[i] = margins->row[i];
}

/* The weight of all ways to fill the columns from that one on:
 * n! / (rows! columns!). */
static double all_ways(const struct search *search, size_t column)
{
    long long n = 0;
    for (size_t i = 0; i < search->margins->rows; i++)
        n += search->left[i];
    double ways = 1 / search->weight[n];
    for (size_t i = 0; i < search->margins->rows; i++)
        ways *= search->weight[search->left[i]];
    return ways * search->columns_weight[column];
}

/* Whether all ways to fill the columns from that one on come out on the same
 * side of the observed weight. They weigh least with each row in one cell. The
 * last column has only one way and is always decided. */
static bool is_decided(struct search *search, size_t column, double past)
{
    size_t parts = search->margins->columns - column;
    double least = past;
    double most = past;
    for (size_t i = 0; i < search->margins->rows; i++) {
        least *= search->weight[search->left[i]];
        most *= search->even[parts][search->left[i]];
    }
    if (least > search->most)
        return true;
    if (fmin(most, past * search->columns_even[column]) > search->most)
        return false;
    search->as_far += past * all_ways(search, column);
    return true;
}

static void fill(struct search *search, size_t row, size_t column, long long due, double past)
{
    const struct margins *margins = search->margins;
    if (row == 0 && is_decided(search, column, past))
        return;
    bool last = row + 1 == margins->rows;
    long long most = due < search->left[row] ? due : search->left[row];
    for (long long count = last ? due : 0; count <= most; count++) {
        if (++search->steps > ENUMERATION_STEPS)
            return;
        double product = past * search->weight[count];
        search->left[row] -= count;
        if (last)
            fill(search, 0, column + 1, margins->column[column + 1], product);
        else
            fill(search, row + 1, column, due - count, product);
        search->left[row] += count;
    }
}

static double observed(const struct search *search)
{
    const struct margins *margins = search->margins;
    double product = 1;
    for (size_t i = 0; i < margins->rows; i++) {
        for (size_t j = 0; j < margins->columns; j++)
            product *= search->weight[margins->cell[i][j]];
    }
    return product;
}

bool enumerate_all(const struct margins *margins, double *p)
{
    if (margins->columns < 2 || margins->n > ALL_MOST)
        return false;
    struct search search = {.margins = margins};
    prepare(&search);
    search.most = observed(&search) * AS_LIKELY;
    double all = all_ways(&search, 0);
    fill(&search, 0, 0, margins->column[0], 1);
    if (search.steps > ENUMERATION_STEPS)
        return false;
    *p = search.as_far / all;
    return true;
}
