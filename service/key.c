#include "key.h"

#include <string.h>

#include <sodium.h>

#include "application.h"
#include "request.h"
#include "text.h"

#define PREFIX "ctm_"
#define BASE64URL "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

bool key_parse(const char *text, char identifier[KEY_IDENTIFIER_LENGTH + 1],
               char secret[KEY_SECRET_LENGTH + 1])
{
    size_t prefix = strlen(PREFIX);
    const char *middle = text + prefix + KEY_IDENTIFIER_LENGTH;
    if (strlen(text) != prefix + KEY_IDENTIFIER_LENGTH + 1 + KEY_SECRET_LENGTH ||
        strncmp(text, PREFIX, prefix) != 0 || *middle != '_')
        return false;
    if (strspn(text + prefix, "0123456789abcdef") != KEY_IDENTIFIER_LENGTH ||
        strspn(middle + 1, BASE64URL) != KEY_SECRET_LENGTH)
        return false;
    memcpy(identifier, text + prefix, KEY_IDENTIFIER_LENGTH);
    identifier[KEY_IDENTIFIER_LENGTH] = '\0';
    memcpy(secret, middle + 1, KEY_SECRET_LENGTH + 1);
    return true;
}

bool key_within(const char *text)
{
    size_t identifier = strlen(PREFIX), secret = identifier + KEY_IDENTIFIER_LENGTH + 1;
    for (const char *at = text; (at = strstr(at, PREFIX)); at += identifier)
        if (strspn(at + identifier, "0123456789abcdef") == KEY_IDENTIFIER_LENGTH &&
            at[secret - 1] == '_' && strspn(at + secret, BASE64URL) >= KEY_SECRET_LENGTH)
            return true;
    return false;
}

void key_hash(const char *secret, const char *key_secret, char hash[KEY_HASH_HEX])
{
    unsigned char key[32] = {0}, digest[KEY_HASH_BYTES];
    sodium_hex2bin(key, sizeof key, key_secret, strlen(key_secret), NULL, NULL, NULL);
    crypto_generichash(digest, sizeof digest, (const unsigned char *)secret, strlen(secret), key,
                       sizeof key);
    sodium_bin2hex(hash, KEY_HASH_HEX, digest, sizeof digest);
    sodium_memzero(key, sizeof key);
}

bool key_hash_equal(const char *hash, const char *other)
{
    return strlen(hash) == KEY_HASH_HEX - 1 && strlen(other) == KEY_HASH_HEX - 1 &&
           !sodium_memcmp(hash, other, KEY_HASH_HEX - 1);
}

const char *key_make(struct request *req, const char *identifier_name)
{
    unsigned char bytes[KEY_IDENTIFIER_LENGTH / 2 + 32];
    char *identifier = arena_alloc(req->arena, KEY_IDENTIFIER_LENGTH + 1);
    char *hash = arena_alloc(req->arena, KEY_HASH_HEX);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(identifier, KEY_IDENTIFIER_LENGTH + 1, bytes, KEY_IDENTIFIER_LENGTH / 2);
    const char *secret = text_base64(req->arena, bytes + KEY_IDENTIFIER_LENGTH / 2, 32);
    sodium_memzero(bytes, sizeof bytes);
    key_hash(secret, req->app->config.key_secret, hash);
    request_bind(req, identifier_name, identifier);
    request_bind(req, "hash", hash);
    return arena_printf(req->arena, PREFIX "%s_%s", identifier, secret);
}
