#include "mint.h"

#include <criterion/criterion.h>
#include <jose/jose.h>
#include <jose/openssl.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "text.h"

static char path[64];

static json_t *read_json(const char *text)
{
    char *copy = strdup(text);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    json_error_t error;
    json_t *json = json_loads(copy, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    cr_assert(json, "%s: %s", copy, error.text);
    free(copy);
    return json;
}

static void merge(json_t *object, const char *changes)
{
    json_t *with = read_json(changes), *value;
    const char *name;
    json_object_foreach(with, name, value) {
        if (json_is_null(value))
            json_object_del(object, name);
        else
            json_object_set(object, name, value);
    }
    json_decref(with);
}

json_t *mint_key(const char *algorithm, const char *id)
{
    json_t *key = json_pack("{ss ss*}", "alg", algorithm, "kid", id);
    cr_assert(jose_jwk_gen(NULL, key));
    return key;
}

json_t *mint_public(const json_t *key, const char *changes)
{
    json_t *public = json_deep_copy(key);
    cr_assert(jose_jwk_pub(NULL, public));
    merge(public, changes);
    return public;
}

const char *mint_file(const char *text)
{
    if (!*path) {
        snprintf(path, sizeof path, "/tmp/continuum-unit-XXXXXX");
        close(mkstemp(path));
    }
    FILE *file = fopen(path, "w");
    cr_assert(file);
    fputs(text, file);
    fclose(file);
    return path;
}

const char *mint_set(size_t count, json_t **keys)
{
    json_t *list = json_array(), *set = json_pack("{so}", "keys", list);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, keys[i]);
    char *text = json_dumps(set, 0);
    mint_file(text);
    free(text);
    json_decref(set);
    return path;
}

void mint_remove(void)
{
    if (*path)
        unlink(path);
    *path = '\0';
}

static char *text_of(struct arena *arena, json_t *json)
{
    char *dump = json_dumps(json, JSON_COMPACT), *text = arena_strdup(arena, dump);
    free(dump);
    json_decref(json);
    return text;
}

char *mint_merge(struct arena *arena, const char *object, const char *changes)
{
    json_t *json = read_json(object);
    merge(json, changes);
    return text_of(arena, json);
}

struct issuers *mint_issuers(struct arena *arena, const char *file, const char *changes)
{
    char *base = arena_printf(
        arena,
        "{'name': 'state', 'issuer': '" MINT_ISSUER "', 'audience': ['continuum', 'other'],"
        " 'jwks_file': '%s', 'display': '/preferred_username', 'programs': '/bhi/programs',"
        " 'regions': '/bhi/regions', 'practices': '/practices', 'recipient': '/org',"
        " 'purpose': '/purpose', 'role': {'claim': '/realm_access/roles', 'map':"
        " {'bhi-admin': 'state_administrator', 'bhi-staff': 'state_staff'}}}",
        file);
    char error[1000];
    char *setting = arena_printf(arena, "[%s]", mint_merge(arena, base, changes));
    struct issuers *issuers = issuers_new(setting, error, sizeof error);
    cr_assert(issuers, "%s", error);
    return issuers;
}

char *mint_claims(struct arena *arena, const char *changes)
{
    char *base = arena_printf(
        arena,
        "{'iss': '" MINT_ISSUER "', 'aud': 'continuum', 'sub': 'jane', 'iat': %lld, 'exp': %lld,"
        " 'realm_access': {'roles': ['bhi-staff']}, 'bhi': {'programs': ['one', 'two']}}",
        MINT_NOW - 10, MINT_NOW + 300);
    return mint_merge(arena, base, changes);
}

char *mint_repeat(struct arena *arena, const char *text, size_t count)
{
    struct buffer *all = buffer_new(arena, 64);
    while (count--)
        buffer_text(all, text);
    return all->bytes;
}

/* DER to r and s side by side, as JWS wants it. */
static size_t flat(unsigned char *signature, size_t size, EVP_PKEY *key)
{
    const unsigned char *at = signature;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)size);
    int half = (EVP_PKEY_get_bits(key) + 7) / 8;
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, half);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + half, half);
    ECDSA_SIG_free(pair);
    return (size_t)half * 2;
}

static size_t sign(const json_t *jwk, const char *text, unsigned char *signature, size_t size)
{
    const char *algorithm = json_string_value(json_object_get(jwk, "alg"));
    const EVP_MD *hash = strstr(algorithm, "384")   ? EVP_sha384()
                         : strstr(algorithm, "512") ? EVP_sha512()
                                                    : EVP_sha256();
    EVP_PKEY *key = jose_openssl_jwk_to_EVP_PKEY(NULL, jwk);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *padding;
    cr_assert(EVP_DigestSignInit(context, &padding, hash, NULL, key) == 1);
    if (*algorithm == 'P') {
        EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST);
    }
    cr_assert(
        EVP_DigestSign(context, signature, &size, (const unsigned char *)text, strlen(text)) == 1);
    if (*algorithm == 'E')
        size = flat(signature, size, key);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return size;
}

char *mint_sign_bytes(struct arena *arena, const json_t *key, const char *header,
                      size_t header_size, const char *payload, size_t payload_size)
{
    unsigned char signature[1024];
    char *text = arena_printf(arena, "%s.%s", text_base64(arena, header, header_size),
                              text_base64(arena, payload, payload_size));
    size_t size = sign(key, text, signature, sizeof signature);
    return arena_printf(arena, "%s.%s", text, text_base64(arena, signature, size));
}

char *mint_sign(struct arena *arena, const json_t *key, const char *header, const char *payload)
{
    return mint_sign_bytes(arena, key, header, strlen(header), payload, strlen(payload));
}

char *mint_hmac(struct arena *arena, const char *secret, size_t size, const char *header,
                const char *payload)
{
    unsigned char digest[32];
    char *text = arena_printf(arena, "%s.%s", text_base64(arena, header, strlen(header)),
                              text_base64(arena, payload, strlen(payload)));
    HMAC(EVP_sha256(), secret, (int)size, (const unsigned char *)text, strlen(text), digest, NULL);
    return arena_printf(arena, "%s.%s", text, text_base64(arena, digest, sizeof digest));
}
