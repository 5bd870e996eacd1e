#ifndef CONTINUUM_OUTCOMES_H
#define CONTINUUM_OUTCOMES_H

#include <stdbool.h>

#include "theme_figures.h"

struct request;

/* How many of a practice's components got better, stayed or got worse between two waves. */
struct moved {
    long long improved, same, declined;
};

/* Of a group of transitions that is one practice. */
struct moved components_moved(struct report *report, struct group *group);

/*
 * Divides practices as the request asks: by how many components advanced from `from` to
 * `wave`, cut at `cuts`; or, with an item, by its value at `wave` into `groups` quantiles
 * (type 7 of Hyndman and Fan; a value at the bound belongs to the lower group). The request's
 * strata are bound. place: the instrument and waves.
 */
bool outcomes_read(struct request *req, struct report *report, struct outcomes *outcomes,
                   struct group *place) __attribute__((warn_unused_result));

#endif
