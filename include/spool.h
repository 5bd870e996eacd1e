#ifndef CONTINUUM_SPOOL_H
#define CONTINUUM_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buffer;
struct stream;

/*
 * A file without a name, under TMPDIR or /tmp, for formats that are not written from front to
 * back. It goes with the request, or with the process.
 */
struct spool;

/* NULL where there is no room. */
struct spool *spool_new(struct arena *arena);

/* By which this process can open it. */
const char *spool_path(const struct spool *spool);

/* The next bytes of it, at most so many, from the beginning on; false where there are no more. */
bool spool_read(struct spool *spool, struct buffer *to, size_t most)
    __attribute__((warn_unused_result));

/* All of it; false where the client is given up. */
bool spool_send(struct spool *spool, struct stream *stream) __attribute__((warn_unused_result));

#endif
