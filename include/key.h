#ifndef CONTINUUM_KEY_H
#define CONTINUUM_KEY_H

#include <stdbool.h>

struct request;

/*
 * An API key reads ctm_IDENTIFIER_SECRET: 16 hex digits that name it and 256
 * random bits in base64url. Only a BLAKE2b hash of the secret is stored, keyed
 * with CONTINUUM_KEY_SECRET, so that a stolen table opens nothing.
 */
#define KEY_IDENTIFIER_LENGTH 16
#define KEY_SECRET_LENGTH 43
#define KEY_HASH_BYTES 32
#define KEY_HASH_HEX (KEY_HASH_BYTES * 2 + 1)

/* The parts of a key; false where text is not of a key's form. */
bool key_parse(const char *text, char identifier[KEY_IDENTIFIER_LENGTH + 1],
               char secret[KEY_SECRET_LENGTH + 1]) __attribute__((warn_unused_result));

/* Whether a key stands somewhere in the text. */
bool key_within(const char *text);

/* The hash of a secret in hex, under the hex key of the settings. */
void key_hash(const char *secret, const char *key_secret, char hash[KEY_HASH_HEX]);

/* In constant time. */
bool key_hash_equal(const char *hash, const char *other);

/* A new key: binds its identifier under that name, and its hash; the text,
 * which is nowhere else. */
const char *key_make(struct request *req, const char *identifier_name);

#endif
