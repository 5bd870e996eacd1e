#ifndef CONTINUUM_HYPERGEOMETRIC_H
#define CONTINUUM_HYPERGEOMETRIC_H

#include "crosstab.h"

/* The distribution of a in a fourfold table, given its margins and the odds
 * ratio: Fisher's noncentral hypergeometric. With an odds ratio of 1 it is the
 * hypergeometric distribution. Nothing is a probability yet: the most likely
 * value has weight 1. */
struct hypergeometric {
    double row;    /* a + b */
    double column; /* a + c */
    double rest;   /* d - a */
    long long low; /* the values a can take */
    long long high;
    double odds;
};

/* False when a margin is 0 or the table is none. */
__attribute__((warn_unused_result)) bool hypergeometric_of(const struct fourfold *table,
                                                           struct hypergeometric *distribution);

double hypergeometric_weight(const struct hypergeometric *distribution, long long a);

struct weights {
    double all;
    double below;  /* of the values up to a */
    double above;  /* of the values from a on */
    double as_far; /* of the values with at most the weight `most` */
    double moment; /* of the values less a */
};
struct weights hypergeometric_sum(const struct hypergeometric *distribution, long long a,
                                  double most);

#endif
