#ifndef CONTINUUM_ISSUER_H
#define CONTINUUM_ISSUER_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct jwks;

/*
 * Who may issue tokens: the setting ISSUERS, an array of objects.
 *
 *   name        short, for the log and before the subjects of its tokens
 *   issuer      its address, exactly as "iss" of its tokens has it
 *   audience    what "aud" must name: a text, or several of which one is enough
 *   jwks_file   the keys in a file, or
 *   jwks_uri    at an address; without both OpenID Connect discovery finds them
 *   ca_file     PEM certificates to trust for these addresses, not the system's
 *   types       what "typ" may be ["at+jwt", "JWT"]; "" allows that there is none
 *   subject     who it is ["/sub"]; this and what follows are JSON pointers into
 *   display     a name to show                                       the claims
 *   role        {"claim": "/roles", "map": {"their role": "our role", ...}}: the
 *               first of the map that the claim names
 *   programs, regions, practices    codes: to what the role is confined
 *   recipient, purpose              texts
 *   lifetime_s  the longest that a token may live, from 60 to 604800 [86400]
 *
 * Addresses are https; http is for 127.0.0.1 and localhost.
 */
struct issuer {
    const char *name, *url;
    const json_t *audience; /* a text or several */
    const json_t *types;    /* NULL: the usual */
    const char *subject, *display;
    const char *role;    /* where the claim is; NULL: no token has a role */
    const json_t *roles; /* theirs to ours, in order */
    const char *programs, *regions, *practices, *recipient, *purpose; /* NULL: none */
    long long lifetime_s;
    struct jwks *keys;
};

/* All of them, for the life of the process; threads share them. */
struct issuers;

/* NULL where the setting is not that; error then says everything that is wrong with
 * it, as far as there is room. */
struct issuers *issuers_new(const char *json, char *error, size_t size)
    __attribute__((warn_unused_result));
void issuers_free(struct issuers *issuers);

/* The one of exactly this address, or NULL. */
const struct issuer *issuers_find(const struct issuers *issuers, const char *url);

#endif
