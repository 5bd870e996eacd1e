#ifndef CONTINUUM_FETCH_H
#define CONTINUUM_FETCH_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct buffer;

/*
 * Documents from elsewhere: at most 256 KiB, from a file or by GET of an https
 * address that answers 200 in time. Nothing is followed: no redirect, no
 * authentication, no cookie, no compression. Plain http is for this host alone.
 * NULL where it does not come; why is then one word for the log.
 */
#define FETCH_BYTES_MAX ((size_t)256 << 10)

/* Once before, once after all of it. */
void fetch_init(void);
void fetch_end(void);

struct buffer *fetch_file(struct arena *arena, const char *path, const char **why)
    __attribute__((warn_unused_result));

/* authority_file: PEM certificates to trust in place of the system's, or NULL. Ends
 * at the deadline, a time of clock_ns(). */
struct buffer *fetch_url(struct arena *arena, const char *url, const char *authority_file,
                         int64_t deadline_ns, const char **why) __attribute__((warn_unused_result));

/* Whether the text is such an address, without a user or fragment. */
bool fetch_is_url(const char *text);

#endif
