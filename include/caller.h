#ifndef CONTINUUM_CALLER_H
#define CONTINUUM_CALLER_H

#include <stdbool.h>

struct request;

/*
 * Who asks, as a key or a token says it. Lists are separated by spaces; "*" in
 * a list of limits means that there is none. Nobody has NULL everywhere, and
 * the database shows nothing to nobody.
 */
struct caller {
    const char *name;      /* NAME/IDENTIFIER of a key, ISSUER/SUBJECT of a token */
    const char *role;      /* NULL where single scopes were given */
    const char *scopes;    /* what the caller may do */
    const char *programs;  /* codes */
    const char *regions;   /* attribute:value */
    const char *practices; /* codes */
    const char *recipient; /* who receives what is read; NULL: not said */
    const char *purpose;   /* what for */
    const char *quota;     /* requests a day; NULL: no limit */

    const char *key;                                  /* identifier of the key presented */
    const char *issuer, *subject, *token, *issued_at; /* of a token; issued_at in seconds */
};

/*
 * Who stands behind the text of a key or of a token. False where a problem was
 * raised: 401, 429 where too many wrong ones came from the same network, 503.
 */
bool caller_of_key(struct request *req, const char *text) __attribute__((warn_unused_result));
bool caller_of_token(struct request *req, const char *text) __attribute__((warn_unused_result));

/* Whether one of these limits, separated by spaces, holds the caller. */
bool caller_is_limited(const struct caller *caller, const char *limits);

/* For a credential that the database no longer accepts: forgets the caller. */
void caller_lapsed(struct request *req);

#endif
