#ifndef CONTINUUM_JWKS_H
#define CONTINUUM_JWKS_H

#include "jwk.h"

/*
 * The keys of one issuer, fetched when they are first needed and kept. Threads
 * share it.
 *
 * They are fetched again when a token names a key that they do not have, and
 * when they are an hour old; never twice within ten seconds, and by one thread
 * while the others go on with what there is, or, where that does not help them,
 * wait for it. When they cannot be had the old ones serve for a day.
 *
 * Times are seconds of the clock by which tokens expire.
 */
struct jwks;

#define JWKS_PAUSE_S 10
#define JWKS_STALE_S 3600
#define JWKS_EXPIRED_S 86400

/* Where the keys are: in a file, at an address, or, without both, where the issuer's
 * /.well-known/openid-configuration says. The texts must outlive it. */
struct jwks_source {
    const char *name;   /* of the issuer, for the log */
    const char *issuer; /* its address */
    const char *file, *uri;
    const char *authority_file; /* certificates to trust in place of the system's; or NULL */
};

struct jwks *jwks_new(const struct jwks_source *source);
void jwks_free(struct jwks *jwks);

/* The keys as they are now, for jwk_set_release(); with the one of this id, unless
 * the issuer was asked lately and does not have it. NULL where no keys can be had. */
struct jwk_set *jwks_lease(struct jwks *jwks, const char *id, long long now)
    __attribute__((warn_unused_result));

#endif
