#ifndef MINT_H
#define MINT_H

#include <stddef.h>

#include <jansson.h>

#include "arena.h"
#include "issuer.h"

/*
 * Keys, key sets and tokens for the tests, made with OpenSSL: tokens of any bytes,
 * also such as no library would sign. In JSON ' stands for ".
 */
#define MINT_NOW 1700000000LL
#define MINT_ISSUER "https://login.example.gov"

/* A private JWK; id may be NULL. */
json_t *mint_key(const char *algorithm, const char *id);

/* Its public half; changes are merged in, a null takes a member away. */
json_t *mint_public(const json_t *key, const char *changes);

/* A file of the test with this text; the same path until mint_remove(). */
const char *mint_file(const char *text);
/* Such a file with a set of these keys, public ones; they are released. */
const char *mint_set(size_t count, json_t **keys);
void mint_remove(void);

/* The setting with one issuer, whose keys are in the file. */
struct issuers *mint_issuers(struct arena *arena, const char *file, const char *changes);

/* The object (of text) with changes merged in; a null takes a member away. */
char *mint_merge(struct arena *arena, const char *object, const char *changes);

/* The claims of a good token, changed. */
char *mint_claims(struct arena *arena, const char *changes);

/* The text so many times. */
char *mint_repeat(struct arena *arena, const char *text, size_t count);

/* "header.payload.signature" of these bytes, by the key's own algorithm, whatever the header says. */
char *mint_sign(struct arena *arena, const json_t *key, const char *header, const char *payload);
char *mint_sign_bytes(struct arena *arena, const json_t *key, const char *header,
                      size_t header_size, const char *payload, size_t payload_size);

/* The same with HMAC-SHA256 under a secret. */
char *mint_hmac(struct arena *arena, const char *secret, size_t size, const char *header,
                const char *payload);

#endif
