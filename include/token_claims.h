#ifndef CONTINUUM_TOKEN_CLAIMS_H
#define CONTINUUM_TOKEN_CLAIMS_H

#include <jansson.h>

#include "issuer.h"
#include "token.h"

/* The claims of a token whose signature is good: whether they hold now and here, and
 * what they say. NULL, or one word for what is wrong. */
const char *token_claims_read(const struct issuer *issuer, struct arena *arena,
                              const json_t *claims, long long now, struct token *out)
    __attribute__((warn_unused_result));

#endif
