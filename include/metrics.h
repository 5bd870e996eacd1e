#ifndef CONTINUUM_METRICS_H
#define CONTINUUM_METRICS_H

#include <stdbool.h>

#include "buffer.h"

struct application;
struct request;

/* Counts a request that has been answered: by operation and status, and how
 * long it took. Lock-free; any thread. */
void metrics_count(const struct request *req);

/* Counts a request that asks for the data version, or a check that answers some. */
void metrics_version(bool checked);

/* All metrics in the Prometheus text format. */
void metrics_write(const struct application *app, struct buffer *to);

#endif
