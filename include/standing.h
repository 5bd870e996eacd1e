#ifndef CONTINUUM_STANDING_H
#define CONTINUUM_STANDING_H

#include <stdbool.h>
#include <stdint.h>

struct caller;

/*
 * Whom the database accepted, and at which data version. A key or token that is revoked,
 * and a key that is given another end, moves the version: so while the version is the
 * same and the key's time is not over, who was accepted would be again, and needs not be
 * looked up. Memory is fixed: a newer one takes an older one's place, who is then asked
 * for again. Threads share it.
 */
struct standings;

struct standings *standings_new(void);
void standings_free(struct standings *standings);

/* moment_us: of the database's clock. */
bool standing_holds(struct standings *standings, const struct caller *caller, const char *version,
                    int64_t moment_us) __attribute__((warn_unused_result));

/* expires_us: the end of the caller's key; 0 where it has none, or it is a token, which
 * is looked at with every request. */
void standing_note(struct standings *standings, const struct caller *caller, const char *version,
                   int64_t expires_us);

#endif
