#ifndef CONTINUUM_CELL_H
#define CONTINUUM_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct layout;
struct subject;

/*
 * The algebra: what a practice reported becomes counts, which can be added up,
 * and taken away again, in any order. Cells in the database, changes that are not
 * folded into them yet, reports from rows and the proof of all of them use these
 * functions and no others.
 */

/* Answers by position; NO_ANSWER where there is none. Beyond count there are none. */
#define NO_ANSWER INT64_MIN
struct answers {
    size_t count;
    const int64_t *values;
};

/* What counts of a practice at a wave, see the table sheet. */
struct sheet {
    bool received, in_work;
    struct answers answers, denominators, reasons;
};

/* sign: 1, or -1 to take it away. slots: layout->size of them. */
void sheet_add(const struct layout *layout, int64_t *slots, const struct sheet *sheet, int sign);

/* The practice between two waves. A wave at which it gave nothing has no answers.
 * slots: layout->change_size of them, of the later wave's layout. */
struct pair {
    const struct layout *from_layout, *layout;
    struct sheet from, to;
};
void pair_add(int64_t *slots, const struct pair *pair, int sign);

/*
 * The practice's own value in units of the subject's unit_scale: a level, a
 * number, a rate in percent, a quotient, a mean of ratings. False where it has none.
 */
bool sheet_value(const struct subject *subject, const struct sheet *sheet, int64_t *value)
    __attribute__((warn_unused_result));

/* Number and sum of the practice's ratings in a domain; number 0: none. */
struct ratings {
    size_t count;
    long long sum;
};
struct ratings sheet_ratings(const struct subject *domain, const struct sheet *sheet);

#endif
