#ifndef CONTINUUM_JWK_H
#define CONTINUUM_JWK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A set of public keys (RFC 7517), and signatures made with them (RFC 7515).
 *
 * Of what a document lists, a set keeps the keys by which a signature can be
 * verified here: RSA of 2048 to 8192 bits, EC on P-256, P-384 and P-521. Keys
 * that are symmetric, private, for another use or not valid are passed over.
 * Every key has one algorithm: its own "alg", or RS256, ES256, ES384, ES512 by
 * its type. A token never chooses the algorithm.
 *
 * A set never changes; threads share it, and the last to release it frees it.
 */
struct jwk_set;
struct jwk;

#define JWK_ID_MAX 256

/* NULL where the bytes are no key set or no key of it can be used; why is then
 * one word for the log. */
struct jwk_set *jwk_set_parse(const char *bytes, size_t size, const char **why)
    __attribute__((warn_unused_result));
struct jwk_set *jwk_set_hold(struct jwk_set *set);
void jwk_set_release(struct jwk_set *set);

/* Whether a key has the id. */
bool jwk_set_knows(const struct jwk_set *set, const char *id);

/* The key of a token whose header has this id (or NULL: then the set must have one
 * key alone) and this algorithm, which must be the key's. NULL with one word why. */
const struct jwk *jwk_set_find(const struct jwk_set *set, const char *id, const char *algorithm,
                               const char **why) __attribute__((warn_unused_result));

/* Whether the bytes are the key's signature over "header.payload", both as the token has them.
 * By the key's algorithm: what the header says is not looked at. */
bool jwk_verify(const struct jwk *jwk, const char *header, const char *payload,
                const void *signature, size_t size) __attribute__((warn_unused_result));

#endif
