#ifndef CONTINUUM_ENUMERATION_H
#define CONTINUUM_ENUMERATION_H

#include "crosstab.h"

/* A crosstab's margins without those that are 0, and what was observed. */
struct margins {
    size_t rows;
    size_t columns;
    long long n;
    long long row[CROSSTAB_MOST];
    long long column[CROSSTAB_MOST];
    long long cell[CROSSTAB_MOST][CROSSTAB_MOST];
};

/* The probability, given the margins, of what is at most as likely as what was
 * observed. False when that takes too long or too much room. */
__attribute__((warn_unused_result)) bool enumerate_pairs(const struct margins *margins,
                                                         const struct workspace *work, double *p);
__attribute__((warn_unused_result)) bool enumerate_all(const struct margins *margins, double *p);

#define AS_LIKELY (1 + 1e-7)
#define ENUMERATION_STEPS 10000000

#endif
