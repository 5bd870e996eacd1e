#include "token.h"

#include <string.h>
#include <strings.h>

#include "arena.h"
#include "issuer.h"
#include "jwks.h"
#include "strict.h"
#include "text.h"
#include "token_claims.h"

/* Header and payload in base64url, as they came and as they say. */
struct jwt {
    char *header, *payload;
    const void *signature;
    size_t signature_size;
    const json_t *head, *claims;
};

static void release(void *json)
{
    json_decref(json);
}

/* Ends the text at the dot and gives what follows; NULL where there is none. */
static char *after_dot(char *text)
{
    char *dot = text ? strchr(text, '.') : NULL;
    if (dot)
        *dot++ = '\0';
    return dot;
}

static const json_t *object_of(struct arena *arena, const char *text)
{
    json_t *json = json_strict_base64(arena, text);
    if (json)
        arena_defer(arena, release, json);
    return json;
}

static const char *take_apart(struct arena *arena, const char *text, struct jwt *jwt)
{
    if (strnlen(text, TOKEN_BYTES_MAX + 1) > TOKEN_BYTES_MAX)
        return "too_long";
    jwt->header = arena_strdup(arena, text);
    jwt->payload = after_dot(jwt->header);
    const char *signature = after_dot(jwt->payload);
    if (!signature || !*jwt->header || !*jwt->payload || !*signature)
        return "malformed";
    jwt->signature = text_unbase64(arena, signature, &jwt->signature_size);
    if (!jwt->signature)
        return "malformed";
    jwt->head = object_of(arena, jwt->header);
    jwt->claims = jwt->head ? object_of(arena, jwt->payload) : NULL;
    return jwt->claims ? NULL : "malformed";
}

/* Whether the header's type is one of them, which may be written with "application/". */
static bool type_is_allowed(const json_t *allowed, const char *type)
{
    static const char *const usual[] = {"at+jwt", "JWT"};
    if (!strncasecmp(type, "application/", 12))
        type += 12;
    const char *one;
    for (size_t i = 0; (one = allowed ? json_text_at(allowed, i) : i < 2 ? usual[i] : NULL); i++)
        if (!strcasecmp(one, type))
            return true;
    return false;
}

static const char *check_header(const struct jwt *jwt)
{
    static const char *const refused[] = {"crit", "jku", "x5u", "jwk", "x5c", "zip", "b64", "enc"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (json_object_get(jwt->head, refused[i]))
            return "refused_header";
    const json_t *id = json_object_get(jwt->head, "kid"), *type = json_object_get(jwt->head, "typ");
    if (!json_is_string(json_object_get(jwt->head, "alg")) || (type && !json_is_string(type)) ||
        (id && (!json_is_string(id) || json_string_length(id) > JWK_ID_MAX)))
        return "malformed_header";
    return NULL;
}

static const char *choose_issuer(const struct issuers *issuers, const struct jwt *jwt,
                                 const struct issuer **issuer)
{
    const char *url = json_string_value(json_object_get(jwt->claims, "iss"));
    const json_t *type = json_object_get(jwt->head, "typ");
    *issuer = url ? issuers_find(issuers, url) : NULL;
    if (!*issuer)
        return "unknown_issuer";
    bool allowed = type_is_allowed((*issuer)->types, type ? json_string_value(type) : "");
    return allowed ? NULL : "wrong_type";
}

static enum token_verdict check_signature(const struct issuer *issuer, const struct jwt *jwt,
                                          long long now, const char **fault)
{
    const char *id = json_string_value(json_object_get(jwt->head, "kid"));
    const char *algorithm = json_string_value(json_object_get(jwt->head, "alg"));
    struct jwk_set *set = jwks_lease(issuer->keys, id, now);
    if (!set)
        return TOKEN_KEYS_UNAVAILABLE;
    const struct jwk *jwk = jwk_set_find(set, id, algorithm, fault);
    if (jwk && !jwk_verify(jwk, jwt->header, jwt->payload, jwt->signature, jwt->signature_size))
        *fault = "bad_signature";
    jwk_set_release(set);
    return *fault ? TOKEN_BAD : TOKEN_GOOD;
}

enum token_verdict token_verify(const struct issuers *issuers, struct arena *arena,
                                const char *text, long long now, struct token *out)
{
    const struct issuer *issuer = NULL;
    struct jwt jwt = {0};
    *out = (struct token){0};
    out->fault = take_apart(arena, text, &jwt);
    if (!out->fault)
        out->fault = check_header(&jwt);
    if (!out->fault)
        out->fault = choose_issuer(issuers, &jwt, &issuer);
    if (out->fault)
        return TOKEN_BAD;
    enum token_verdict verdict = check_signature(issuer, &jwt, now, &out->fault);
    if (verdict != TOKEN_GOOD)
        return verdict;
    out->fault = token_claims_read(issuer, arena, jwt.claims, now, out);
    return out->fault ? TOKEN_BAD : TOKEN_GOOD;
}
