#ifndef CONTINUUM_SPOOL_H
#define CONTINUUM_SPOOL_H

#include <stdbool.h>

struct request;
struct stream;

/*
 * A file without a name, under TMPDIR or /tmp, for formats that are not written from front to
 * back. It goes with the request, or with the process.
 */
struct spool;

/* NULL where there is no room, which is the problem then. */
struct spool *spool_new(struct request *req);

/* By which this process can open it. */
const char *spool_path(const struct spool *spool);

/* All of it; false where the client is given up. */
bool spool_send(const struct spool *spool, struct stream *stream)
    __attribute__((warn_unused_result));

#endif
