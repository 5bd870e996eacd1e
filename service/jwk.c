#include "jwk.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jose/openssl.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "memory.h"
#include "strict.h"

#define KEYS_MAX 100
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192

/* What may sign, and with what. The first of a type and curve is its default. */
static const struct algorithm {
    const char *name, *type, *curve, *digest;
    int padding;    /* of RSA */
    size_t integer; /* bytes of one of the two integers of an EC signature */
} algorithms[] = {
    {"RS256", "RSA", NULL, "SHA256", RSA_PKCS1_PADDING, 0},
    {"RS384", "RSA", NULL, "SHA384", RSA_PKCS1_PADDING, 0},
    {"RS512", "RSA", NULL, "SHA512", RSA_PKCS1_PADDING, 0},
    {"PS256", "RSA", NULL, "SHA256", RSA_PKCS1_PSS_PADDING, 0},
    {"PS384", "RSA", NULL, "SHA384", RSA_PKCS1_PSS_PADDING, 0},
    {"PS512", "RSA", NULL, "SHA512", RSA_PKCS1_PSS_PADDING, 0},
    {"ES256", "EC", "P-256", "SHA256", 0, 32},
    {"ES384", "EC", "P-384", "SHA384", 0, 48},
    {"ES512", "EC", "P-521", "SHA512", 0, 66},
};

struct jwk {
    const char *id; /* or NULL; of the set's document */
    const struct algorithm *algorithm;
    EVP_PKEY *key;
};

struct jwk_set {
    atomic_int holders;
    json_t *document;
    size_t count;
    struct jwk keys[KEYS_MAX];
};

static bool same(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

static const char *text_of(const json_t *jwk, const char *name)
{
    return json_string_value(json_object_get(jwk, name));
}

static bool is_private(const json_t *jwk)
{
    static const char *const names[] = {"k", "d", "p", "q", "dp", "dq", "qi", "oth"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (json_object_get(jwk, names[i]))
            return true;
    return false;
}

/* Whether the key is there to verify signatures, as far as it says. */
static bool is_for_signatures(const json_t *jwk)
{
    const json_t *use = json_object_get(jwk, "use"), *operations = json_object_get(jwk, "key_ops");
    if (use && !same(json_string_value(use), "sig"))
        return false;
    return !operations || (json_is_array(operations) && json_is_texts(operations) &&
                           json_holds(operations, "verify"));
}

static bool has_fitting_id(const json_t *jwk)
{
    const json_t *id = json_object_get(jwk, "kid");
    return !id || (json_is_string(id) && json_string_length(id) > 0 &&
                   json_string_length(id) <= JWK_ID_MAX);
}

static const struct algorithm *algorithm_of(const json_t *jwk)
{
    const json_t *named = json_object_get(jwk, "alg");
    const char *type = text_of(jwk, "kty"), *curve = text_of(jwk, "crv");
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
        const struct algorithm *one = &algorithms[i];
        if ((!named || same(json_string_value(named), one->name)) && same(type, one->type) &&
            (!one->curve || same(curve, one->curve)))
            return one;
    }
    return NULL;
}

/* Whether OpenSSL takes it: a point on its curve, a modulus of a fitting size. */
static bool is_sound(EVP_PKEY *key, const struct algorithm *algorithm)
{
    int bits = key ? EVP_PKEY_get_bits(key) : 0;
    bool fits = algorithm->curve || (bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX);
    EVP_PKEY_CTX *context = key && fits ? EVP_PKEY_CTX_new(key, NULL) : NULL;
    bool sound = context && EVP_PKEY_public_check(context) == 1;
    EVP_PKEY_CTX_free(context);
    return sound;
}

static void take(struct jwk_set *set, const json_t *jwk)
{
    const struct algorithm *algorithm = algorithm_of(jwk);
    if (!algorithm || is_private(jwk) || !is_for_signatures(jwk) || !has_fitting_id(jwk))
        return;
    EVP_PKEY *key = jose_openssl_jwk_to_EVP_PKEY(NULL, jwk);
    if (is_sound(key, algorithm))
        set->keys[set->count++] = (struct jwk){text_of(jwk, "kid"), algorithm, key};
    else
        EVP_PKEY_free(key);
}

static struct jwk_set *set_new(json_t *document)
{
    struct jwk_set *set = memory_new(sizeof *set);
    const json_t *keys = json_object_get(document, "keys");
    atomic_init(&set->holders, 1);
    set->document = json_incref(document);
    for (size_t i = 0; i < json_array_size(keys); i++)
        take(set, json_array_get(keys, i));
    return set;
}

struct jwk_set *jwk_set_parse(const char *bytes, size_t size, const char **why)
{
    json_t *json = json_strict(bytes, size), *keys = json_object_get(json, "keys");
    struct jwk_set *set = NULL;
    if (!json_is_array(keys))
        *why = "malformed";
    else if (json_array_size(keys) > KEYS_MAX)
        *why = "too_many_keys";
    else
        set = set_new(json);
    json_decref(json);
    if (!set || set->count)
        return set;
    *why = "no_usable_key";
    jwk_set_release(set);
    return NULL;
}

struct jwk_set *jwk_set_hold(struct jwk_set *set)
{
    atomic_fetch_add(&set->holders, 1);
    return set;
}

void jwk_set_release(struct jwk_set *set)
{
    if (!set || atomic_fetch_sub(&set->holders, 1) != 1)
        return;
    for (size_t i = 0; i < set->count; i++)
        EVP_PKEY_free(set->keys[i].key);
    json_decref(set->document);
    free(set);
}

bool jwk_set_knows(const struct jwk_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++)
        if (same(set->keys[i].id, id))
            return true;
    return false;
}

/* Of two keys with one id and one algorithm the first stands. */
const struct jwk *jwk_set_find(const struct jwk_set *set, const char *id, const char *algorithm,
                               const char **why)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct jwk *jwk = &set->keys[i];
        if ((id ? same(jwk->id, id) : set->count == 1) && same(jwk->algorithm->name, algorithm))
            return jwk;
    }
    bool known = id ? jwk_set_knows(set, id) : set->count == 1;
    *why = known ? "wrong_algorithm" : id ? "unknown_key" : "no_key_id";
    return NULL;
}

/* The two integers of an EC signature, which a token has side by side, as OpenSSL reads them;
 * NULL where the bytes are not two. */
static unsigned char *der_of(const struct algorithm *algorithm, const unsigned char *bytes,
                             size_t *size)
{
    unsigned char *der = NULL;
    size_t half = algorithm->integer;
    ECDSA_SIG *pair = *size == 2 * half ? ECDSA_SIG_new() : NULL;
    if (!pair || !ECDSA_SIG_set0(pair, BN_bin2bn(bytes, (int)half, NULL),
                                 BN_bin2bn(bytes + half, (int)half, NULL)))
        return NULL;
    int length = i2d_ECDSA_SIG(pair, &der);
    ECDSA_SIG_free(pair);
    *size = length > 0 ? (size_t)length : 0;
    return der;
}

static bool digest_matches(const struct jwk *jwk, EVP_MD_CTX *context, const char *header,
                           const char *payload, const unsigned char *signature, size_t size)
{
    EVP_PKEY_CTX *key; /* belongs to context */
    int padding = jwk->algorithm->padding;
    return EVP_DigestVerifyInit_ex(context, &key, jwk->algorithm->digest, NULL, NULL, jwk->key,
                                   NULL) == 1 &&
           (!padding || EVP_PKEY_CTX_set_rsa_padding(key, padding) == 1) &&
           (padding != RSA_PKCS1_PSS_PADDING ||
            EVP_PKEY_CTX_set_rsa_pss_saltlen(key, RSA_PSS_SALTLEN_DIGEST) == 1) &&
           EVP_DigestVerifyUpdate(context, header, strlen(header)) == 1 &&
           EVP_DigestVerifyUpdate(context, ".", 1) == 1 &&
           EVP_DigestVerifyUpdate(context, payload, strlen(payload)) == 1 &&
           EVP_DigestVerifyFinal(context, signature, size) == 1;
}

bool jwk_verify(const struct jwk *jwk, const char *header, const char *payload,
                const void *signature, size_t size)
{
    unsigned char *der = jwk->algorithm->curve ? der_of(jwk->algorithm, signature, &size) : NULL;
    EVP_MD_CTX *context = der || !jwk->algorithm->curve ? EVP_MD_CTX_new() : NULL;
    bool good =
        context && digest_matches(jwk, context, header, payload, der ? der : signature, size);
    EVP_MD_CTX_free(context);
    OPENSSL_free(der);
    ERR_clear_error(); /* of this thread, which others would take for theirs */
    return good;
}
