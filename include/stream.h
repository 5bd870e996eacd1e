#ifndef CONTINUUM_STREAM_H
#define CONTINUUM_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "problem.h"

struct buffer;
struct request;

/*
 * An answer that is sent while it is made, in memory that does not grow: a writer
 * adds to the buffer and lets it pass.
 *
 * Up to STREAM_BYTES nothing has been sent: such an answer is one like any other,
 * with X-Row-Count and Repr-Digest among its headers, and a problem can take its place.
 * Beyond, the head has gone out and chunks follow it; the two are trailers then. The last
 * chunk leaves after the audit's entry is committed. What fails in between cuts the
 * connection before the last chunk, by which a client knows, and is logged.
 *
 * A client that takes no byte for STREAM_STALL_MS, or has gone, is given up: that is
 * a problem, too, so that the statement which feeds the stream is cancelled.
 */
#define STREAM_BYTES ((size_t)64 << 10)
#define STREAM_STALL_MS 2000

struct stream;

/* Becomes the request's; a second one takes the place of the first. */
struct stream *stream_new(struct request *req, const char *type);

/* Where to write; the same until the end. */
struct buffer *stream_buffer(struct stream *stream);

/* Sends what is in the buffer, if it is enough. False where the client is given up. */
bool stream_pass(struct stream *stream) __attribute__((warn_unused_result));

/* The SHA-256 of all that was written so far, in hex, from the arena. */
const char *stream_digest(struct stream *stream);

/* Another header, or trailer, of which the value is known at the end only. The name must be given
 * to stream_trailer() before the first row, without a value. */
void stream_trailer(struct stream *stream, const char *name, const char *value);

/* All is written: so many rows. Returns true, so that a handler can end with it. */
bool stream_end(struct stream *stream, size_t rows);

/* Whether the client still listens. */
bool stream_wanted(const struct stream *stream);

/* Whether some of the request's answer was sent, and what there is to say of it. */
bool stream_begun(const struct request *req);
size_t stream_sent(const struct request *req);

/* What is still to be sent: the last chunk and the trailers; nothing where there is a problem. */
const struct buffer *stream_last(const struct request *req);

#endif
