#include "jwk.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jose/jws.h>
#include <jose/openssl.h>

#include "memory.h"
#include "strict.h"

#define KEYS_MAX 100
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192

struct jwk {
    const char *id; /* or NULL; belongs to json */
    const char *algorithm;
    json_t *json; /* what libjose needs of it and nothing else */
};

struct jwk_set {
    atomic_int holders;
    size_t count;
    struct jwk keys[KEYS_MAX];
};

/* What may sign, and with what. The first of a type and curve is its default. */
static const struct algorithm {
    const char *name, *type, *curve;
} algorithms[] = {
    {"RS256", "RSA", NULL},   {"RS384", "RSA", NULL},   {"RS512", "RSA", NULL},
    {"PS256", "RSA", NULL},   {"PS384", "RSA", NULL},   {"PS512", "RSA", NULL},
    {"ES256", "EC", "P-256"}, {"ES384", "EC", "P-384"}, {"ES512", "EC", "P-521"},
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
static bool is_sound(const json_t *jwk, const struct algorithm *algorithm)
{
    EVP_PKEY *key = jose_openssl_jwk_to_EVP_PKEY(NULL, jwk);
    int bits = key ? EVP_PKEY_get_bits(key) : 0;
    bool fits = algorithm->curve || (bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX);
    EVP_PKEY_CTX *context = key && fits ? EVP_PKEY_CTX_new(key, NULL) : NULL;
    bool sound = context && EVP_PKEY_public_check(context) == 1;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    return sound;
}

/* The key reduced to what names it, with its algorithm; NULL where it has not all. */
static json_t *reduced(const json_t *jwk, const struct algorithm *algorithm)
{
    const char *id = text_of(jwk, "kid");
    if (algorithm->curve)
        return json_pack("{ss* ss ss ss so so}", "kid", id, "alg", algorithm->name, "kty", "EC",
                         "crv", algorithm->curve, "x", json_deep_copy(json_object_get(jwk, "x")),
                         "y", json_deep_copy(json_object_get(jwk, "y")));
    return json_pack("{ss* ss ss so so}", "kid", id, "alg", algorithm->name, "kty", "RSA", "n",
                     json_deep_copy(json_object_get(jwk, "n")), "e",
                     json_deep_copy(json_object_get(jwk, "e")));
}

static void take(struct jwk_set *set, const json_t *jwk)
{
    const struct algorithm *algorithm = algorithm_of(jwk);
    if (!algorithm || is_private(jwk) || !is_for_signatures(jwk) || !has_fitting_id(jwk))
        return;
    json_t *json = reduced(jwk, algorithm);
    if (json && is_sound(json, algorithm))
        set->keys[set->count++] = (struct jwk){text_of(json, "kid"), algorithm->name, json};
    else
        json_decref(json);
}

static struct jwk_set *set_new(const json_t *keys)
{
    struct jwk_set *set = memory_new(sizeof *set);
    atomic_init(&set->holders, 1);
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
        set = set_new(keys);
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
        json_decref(set->keys[i].json);
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
        if ((id ? same(jwk->id, id) : set->count == 1) && same(jwk->algorithm, algorithm))
            return jwk;
    }
    bool known = id ? jwk_set_knows(set, id) : set->count == 1;
    *why = known ? "wrong_algorithm" : id ? "unknown_key" : "no_key_id";
    return NULL;
}

/* libjose goes by the header's algorithm even where the key names another, and passes over
 * "crit": jwk_set_find() and token.c have seen to both. */
bool jwk_verify(const struct jwk *jwk, const char *header, const char *payload,
                const char *signature)
{
    json_t *jws =
        json_pack("{ss ss ss}", "protected", header, "payload", payload, "signature", signature);
    bool good = jws && jose_jws_ver(NULL, jws, NULL, jwk->json, false);
    json_decref(jws);
    return good;
}
