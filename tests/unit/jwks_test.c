#include <criterion/criterion.h>
#include <jose/openssl.h>
#include <openssl/rsa.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "fetch.h"
#include "jwks.h"
#include "mint.h"
#include "token.h"

static struct arena *arena;

static void start(void)
{
    cr_assert(sodium_init() >= 0);
    arena = arena_new((size_t)4 << 20);
    fetch_init();
}

static void stop(void)
{
    fetch_end();
    arena_free(arena);
    mint_remove();
}

TestSuite(jwks, .init = start, .fini = stop);

/* -- what is a key -- */

static void nothing_in(const char *text, const char *word)
{
    const char *why = "";
    cr_expect_null(jwk_set_parse(text, strlen(text), &why), "%s", text);
    cr_expect_str_eq(why, word, "%s", text);
}

/* How many of a set of this one key can be used: none or one. */
static bool taken(json_t *key)
{
    const char *why = NULL;
    json_t *document = json_pack("{s[o]}", "keys", key);
    char *text = json_dumps(document, 0);
    struct jwk_set *set = jwk_set_parse(text, strlen(text), &why);
    cr_expect(set || !strcmp(why, "no_usable_key"), "%s: %s", why, text);
    jwk_set_release(set);
    free(text);
    json_decref(document);
    return set != NULL;
}

Test(jwks, documents_that_are_no_set)
{
    static const char *const wrong[] = {"",
                                        "x",
                                        "{",
                                        "[]",
                                        "null",
                                        "{}",
                                        "\"\"",
                                        "[{}]",
                                        "{\"keys\":1}",
                                        "{\"keys\":{}}",
                                        "\xEF\xBB\xBF{\"keys\":[]}",
                                        "{\"keys\":[],\"keys\":[]}",
                                        "<html></html>",
                                        "{\"keys\":[]}x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        nothing_in(wrong[i], "malformed");
    nothing_in("{\"keys\":[]}", "no_usable_key");
    nothing_in("{\"keys\":[1,null,[],\"x\",{}]}", "no_usable_key");
    char *many = arena_printf(arena, "{\"keys\":[1%s]}", mint_repeat(arena, ",1", 100));
    nothing_in(many, "too_many_keys");
}

Test(jwks, keys_of_another_kind_are_passed_over)
{
    json_t *key = mint_key("ES256", "one");
    static const char *const wrong[] = {"{'use': 'enc'}",
                                        "{'use': 7}",
                                        "{'key_ops': ['sign']}",
                                        "{'key_ops': []}",
                                        "{'key_ops': 'verify'}",
                                        "{'key_ops': ['verify', 7]}",
                                        "{'kty': 'oct'}",
                                        "{'kty': 'RSA'}",
                                        "{'kty': 'OKP'}",
                                        "{'kty': 'ec'}",
                                        "{'kty': null}",
                                        "{'crv': 'P-384'}",
                                        "{'crv': 'secp256k1'}",
                                        "{'crv': null}",
                                        "{'alg': 'ES384'}",
                                        "{'alg': 'HS256'}",
                                        "{'alg': 'none'}",
                                        "{'alg': 'RS256'}",
                                        "{'alg': ''}",
                                        "{'alg': 7}",
                                        "{'alg': 'ECDH-ES'}",
                                        "{'x': null}",
                                        "{'x': 'AAAA'}",
                                        "{'y': 7}",
                                        "{'x': '%'}",
                                        "{'kid': 7}",
                                        "{'kid': ''}",
                                        "{'k': 'AAAA'}",
                                        "{'d': 'AAAA'}"};
    cr_assert(taken(mint_public(key, "{}")));
    cr_assert(taken(mint_public(key, "{'alg': null, 'kid': null, 'key_ops': null}")));
    cr_assert(taken(mint_public(key, "{'use': 'sig', 'x5c': ['x'], 'other': {}}")));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(taken(mint_public(key, wrong[i])), "%s", wrong[i]);
    cr_assert_not(taken(json_deep_copy(key)), "a private key");
    cr_assert_not(taken(json_pack("{ss ss ss}", "kty", "oct", "k", "AAAA", "alg", "HS256")));
    json_decref(key);
}

/* By OpenSSL itself: libjose makes no small ones. */
static bool rsa_taken(unsigned bits)
{
    EVP_PKEY *pair = EVP_RSA_gen(bits);
    json_t *key = jose_openssl_jwk_from_EVP_PKEY(NULL, pair);
    cr_assert(key);
    bool is = taken(mint_public(key, "{}"));
    json_decref(key);
    EVP_PKEY_free(pair);
    return is;
}

Test(jwks, small_and_strange_rsa_keys_are_passed_over)
{
    cr_assert_not(rsa_taken(1024));
    cr_assert_not(rsa_taken(2040));
    cr_assert(rsa_taken(2048));
    json_t *key = mint_key("RS256", NULL);
    cr_assert_not(taken(mint_public(key, "{'e': 'AQ'}")), "an exponent of one");
    cr_assert_not(taken(mint_public(key, "{'e': 'Ag'}")), "an even one");
    cr_assert_not(taken(mint_public(key, "{'n': 'AAAA'}")));
    cr_assert_not(taken(mint_public(key, "{'n': null}")));
    cr_assert_not(taken(mint_public(key, "{'alg': 'RSA-OAEP'}")));
    cr_assert_not(taken(mint_public(key, "{'p': 'AAAA'}")));
    json_decref(key);
}

Test(jwks, a_key_has_one_algorithm)
{
    const char *why = NULL, *alg[] = {"RS256", "ES256", "ES384", "ES512"};
    json_t *list = json_array(), *document = json_pack("{so}", "keys", list);
    for (size_t i = 0; i < 4; i++) {
        json_t *key = mint_key(alg[i], alg[i]);
        json_array_append_new(list, mint_public(key, "{'alg': null}"));
        json_decref(key);
    }
    char *text = json_dumps(document, 0);
    struct jwk_set *set = jwk_set_parse(text, strlen(text), &why);
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++)
            cr_expect_eq(!!jwk_set_find(set, alg[i], alg[k], &why), i == k, "%s", alg[i]);
    cr_assert_null(jwk_set_find(set, "RS256", "PS256", &why));
    cr_assert_null(jwk_set_find(set, NULL, "RS256", &why));
    jwk_set_release(set);
    free(text);
    json_decref(document);
}

Test(jwks, of_two_keys_with_one_name_the_first_stands)
{
    json_t *first = mint_key("ES256", "one"), *second = mint_key("ES256", "one");
    json_t *keys[] = {mint_public(first, "{}"), mint_public(second, "{}")};
    struct issuers *issuers = mint_issuers(arena, mint_set(2, keys), "{}");
    const char *head = "{\"alg\":\"ES256\",\"kid\":\"one\",\"typ\":\"JWT\"}";
    char *claims = mint_claims(arena, "{}");
    struct token token;
    cr_assert_eq(
        token_verify(issuers, arena, mint_sign(arena, first, head, claims), MINT_NOW, &token),
        TOKEN_GOOD);
    cr_assert_eq(
        token_verify(issuers, arena, mint_sign(arena, second, head, claims), MINT_NOW, &token),
        TOKEN_BAD);
    issuers_free(issuers);
    json_decref(first);
    json_decref(second);
}

/* -- a file that changes -- */

static json_t *old_key, *new_key;

static struct jwks *from_file(const char *path)
{
    struct jwks_source source = {.name = "state", .issuer = MINT_ISSUER, .file = path};
    return jwks_new(&source);
}

/* Whether the keys at this time are there, and have the one of this name. */
static bool leased(struct jwks *jwks, const char *id, long long now)
{
    struct jwk_set *set = jwks_lease(jwks, id, now);
    bool has = set && jwk_set_knows(set, id);
    jwk_set_release(set);
    return has;
}

static void write_keys(json_t *one, json_t *two)
{
    json_t *keys[] = {mint_public(one, "{}"), two ? mint_public(two, "{}") : NULL};
    mint_set(two ? 2 : 1, keys);
}

static void two_keys(void)
{
    start();
    old_key = mint_key("ES256", "old");
    new_key = mint_key("ES256", "new");
}

static void no_keys(void)
{
    json_decref(old_key);
    json_decref(new_key);
    stop();
}

TestSuite(rotation, .init = two_keys, .fini = no_keys);

Test(rotation, an_unknown_key_is_looked_for)
{
    write_keys(old_key, NULL);
    struct jwks *jwks = from_file(mint_file(""));
    write_keys(old_key, NULL);
    cr_assert(leased(jwks, "old", 1000));
    write_keys(old_key, new_key);
    cr_assert_not(leased(jwks, "new", 1009), "again after ten seconds");
    cr_assert(leased(jwks, "new", 1010));
    write_keys(new_key, NULL);
    cr_assert(leased(jwks, "old", 1010 + JWKS_STALE_S - 1));
    cr_assert_not(leased(jwks, "old", 1010 + JWKS_STALE_S), "gone with the hour");
    cr_assert(leased(jwks, "new", 1010 + JWKS_STALE_S));
    jwks_free(jwks);
}

Test(rotation, old_keys_serve_for_a_day)
{
    struct jwks *jwks = from_file(mint_file(""));
    write_keys(old_key, NULL);
    cr_assert(leased(jwks, "old", 1000));
    mint_file("{\"keys\":[]}");
    cr_assert(leased(jwks, "old", 1000 + JWKS_STALE_S));
    cr_assert_null(jwks_lease(jwks, "new", 1001 + JWKS_STALE_S), "it may be there");
    cr_assert(leased(jwks, "old", 1000 + JWKS_EXPIRED_S));
    cr_assert_null(jwks_lease(jwks, "old", 1001 + JWKS_EXPIRED_S));
    write_keys(old_key, NULL);
    cr_assert_null(jwks_lease(jwks, "old", 1009 + JWKS_EXPIRED_S));
    cr_assert(leased(jwks, "old", 1011 + JWKS_EXPIRED_S));
    jwks_free(jwks);
}

Test(rotation, a_clock_that_is_set_back_does_no_harm)
{
    struct jwks *jwks = from_file(mint_file(""));
    write_keys(old_key, NULL);
    cr_assert(leased(jwks, "old", 1000000));
    write_keys(new_key, NULL);
    cr_assert(leased(jwks, "new", 1000));
    cr_assert_not(leased(jwks, "old", 1001));
    jwks_free(jwks);
}

Test(rotation, without_any_key_there_is_nothing)
{
    struct jwks *jwks = from_file(mint_file("nothing"));
    cr_assert_null(jwks_lease(jwks, "old", 1000));
    write_keys(old_key, NULL);
    cr_assert_null(jwks_lease(jwks, "old", 1009));
    cr_assert(leased(jwks, "old", 1010));
    mint_remove();
    cr_assert(leased(jwks, "old", 1010 + JWKS_STALE_S), "the file is gone");
    jwks_free(jwks);
}

Test(rotation, a_set_in_use_outlives_its_successor)
{
    const char *why = NULL;
    struct jwks *jwks = from_file(mint_file(""));
    write_keys(old_key, NULL);
    struct jwk_set *set = jwks_lease(jwks, "old", 1000);
    write_keys(new_key, NULL);
    cr_assert(leased(jwks, "new", 1010));
    jwks_free(jwks);
    cr_assert(jwk_set_find(set, "old", "ES256", &why));
    jwk_set_release(set);
}

static struct jwks *shared;

static void *reader(void *name)
{
    for (long long now = 1000; now < 4000; now += 7) {
        struct jwk_set *set = jwks_lease(shared, name, now);
        cr_assert(set);
        jwk_set_release(set);
    }
    return NULL;
}

Test(rotation, threads_share_it)
{
    pthread_t threads[8];
    shared = from_file(mint_file(""));
    write_keys(old_key, new_key);
    for (size_t i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, reader, i % 2 ? "old" : i % 4 ? "new" : "other");
    for (size_t i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    jwks_free(shared);
}

/* -- documents from elsewhere -- */

Test(jwks, files_have_a_limit)
{
    const char *why = NULL;
    char *text = arena_alloc(arena, FETCH_BYTES_MAX + 2);
    memset(text, ' ', FETCH_BYTES_MAX);
    cr_assert(fetch_file(arena, mint_file(text), &why));
    memset(text, ' ', FETCH_BYTES_MAX + 1);
    cr_assert_null(fetch_file(arena, mint_file(text), &why));
    cr_assert_str_eq(why, "too_large");
    cr_assert_null(fetch_file(arena, "/no/such/file", &why));
    cr_assert_null(fetch_file(arena, "/tmp", &why));
    cr_assert_str_eq(why, "unreadable");
}

Test(jwks, addresses_are_https)
{
    static const char *const good[] = {"https://a.example", "https://a.example:8443/x/y?p=1",
                                       "http://127.0.0.1:80/x", "http://localhost",
                                       "https://[::1]/x"};
    static const char *const wrong[] = {"",
                                        "a.example",
                                        "//a.example",
                                        "http://a.example",
                                        "http://127.0.0.1.example",
                                        "http://localhost.example",
                                        "http://127.0.0.2",
                                        "https://",
                                        "https:///x",
                                        "https:a",
                                        "ftp://a.example",
                                        "file:///etc/passwd",
                                        "FILE:///x",
                                        "https://u@a.example",
                                        "https://u:p@a.example",
                                        "http://127.0.0.1@a.example",
                                        "https://a.example#x",
                                        "https://a.example/ x",
                                        "https://a.example\\x",
                                        "https://a.example\n",
                                        "https://\u0430.example",
                                        "https://a.example:99999",
                                        "gopher://127.0.0.1",
                                        "http://a.example\\@127.0.0.1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(fetch_is_url(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(fetch_is_url(wrong[i]), "%s", wrong[i]);
}
