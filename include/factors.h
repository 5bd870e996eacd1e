#ifndef CONTINUUM_FACTORS_H
#define CONTINUUM_FACTORS_H

#include <stdbool.h>

#include "layout.h"

struct report;
struct table;

/*
 * Which attributes of practices go with advancement: a practice advanced where its value is
 * better at the later wave. For each attribute and pair of waves a table of its values by
 * advanced or not, over practices seen at both; what is unknown is told and not tested.
 */
struct factors {
    const struct table *list; /* rows of factor_list */
    enum subject_kind kind;   /* whose advancement: the whole, a domain, an item */
    const char *domain, *item;
    const char *from; /* only from this wave; NULL: from every earlier one */
};

bool figures_of_factors(struct report *report, const struct factors *factors)
    __attribute__((warn_unused_result));

#endif
