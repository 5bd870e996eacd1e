#include <criterion/criterion.h>
#include <jose/jose.h>
#include <jose/openssl.h>
#include <openssl/pem.h>
#include <sodium.h>
#include <string.h>

#include "mint.h"
#include "text.h"
#include "token.h"

static struct arena *arena;
static struct issuers *issuers;
static struct token token;
static json_t *key, *other;

static void begin(const char *algorithm, const char *changes)
{
    arena = arena_new((size_t)16 << 20);
    key = mint_key(algorithm, "one");
    other = mint_key(algorithm, "two");
    json_t *keys[] = {mint_public(key, "{}"), mint_public(other, "{}")};
    issuers = mint_issuers(arena, mint_set(2, keys), changes);
}

static void start(void)
{
    cr_assert(sodium_init() >= 0);
    begin("ES256", "{}");
}

static void stop(void)
{
    issuers_free(issuers);
    json_decref(key);
    json_decref(other);
    arena_free(arena);
    mint_remove();
}

static void again(const char *algorithm, const char *changes)
{
    stop();
    begin(algorithm, changes);
}

TestSuite(token, .init = start, .fini = stop);

static enum token_verdict verify(const char *text)
{
    return token_verify(issuers, arena, text, MINT_NOW, &token);
}

static char *header(const char *changes)
{
    const char *algorithm = json_string_value(json_object_get(key, "alg"));
    char *base = arena_printf(arena, "{'alg': '%s', 'typ': 'at+jwt', 'kid': 'one'}", algorithm);
    return mint_merge(arena, base, changes);
}

/* A token that is signed well, with these changes to its header and claims. */
static char *make(const char *head, const char *claims)
{
    return mint_sign(arena, key, header(head), mint_claims(arena, claims));
}

static void refused(const char *text, const char *fault)
{
    cr_expect_eq(verify(text), TOKEN_BAD, "%s: %s", fault, text);
    cr_expect(token.fault && !strcmp(token.fault, fault), "%s, not %s: %s", token.fault, fault,
              text);
}

static void bad_header(const char *changes, const char *fault)
{
    refused(make(changes, "{}"), fault);
}

static void bad_claims(const char *changes, const char *fault)
{
    refused(make("{}", changes), fault);
}

static void good(const char *text)
{
    cr_expect_eq(verify(text), TOKEN_GOOD, "%s: %s", token.fault, text);
}

static char *signature_of(char *text)
{
    return strrchr(text, '.') + 1;
}

/* -- what a good one says -- */

Test(token, says_who_and_what)
{
    good(make("{}", "{'jti': 'a-1', 'preferred_username': 'Jane \u00e9', 'org': 'Univ', 'purpose':"
                    " 'study', 'practices': 'p.1:2', 'bhi': {'programs': ['one', 'two'],"
                    " 'regions': []}}"));
    cr_assert_str_eq(token.issuer, "state");
    cr_assert_str_eq(token.subject, "jane");
    cr_assert_str_eq(token.name, "Jane \u00e9");
    cr_assert_str_eq(token.id, "a-1");
    cr_assert_str_eq(token.role, "state_staff");
    cr_assert_str_eq(token.programs, "one two");
    cr_assert_str_eq(token.regions, "");
    cr_assert_str_eq(token.practices, "p.1:2");
    cr_assert_str_eq(token.recipient, "Univ");
    cr_assert_str_eq(token.purpose, "study");
    cr_assert_eq(token.issued_at, MINT_NOW - 10);
    cr_assert_eq(token.expires_at, MINT_NOW + 300);
}

Test(token, what_it_does_not_say_is_null)
{
    good(make("{}", "{'bhi': null, 'realm_access': null}"));
    cr_assert_null(token.role);
    cr_assert_null(token.programs);
    cr_assert_null(token.id);
    cr_assert_null(token.recipient);
    cr_assert_str_eq(token.name, "jane");
}

Test(token, the_first_role_of_the_map_wins)
{
    good(make("{}", "{'realm_access': {'roles': ['x', 'bhi-staff', 'bhi-admin']}}"));
    cr_assert_str_eq(token.role, "state_administrator");
    good(make("{}", "{'realm_access': {'roles': 'bhi-staff'}}"));
    cr_assert_str_eq(token.role, "state_staff");
    good(make("{}", "{'realm_access': {'roles': ['BHI-ADMIN', 'bhi-admin ', '']}}"));
    cr_assert_null(token.role);
}

Test(token, every_algorithm_verifies)
{
    static const char *const all[] = {"RS256", "RS384", "RS512", "PS256", "PS384",
                                      "PS512", "ES256", "ES384", "ES512"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        again(all[i], "{}");
        good(make("{}", "{}"));
        char *text = make("{}", "{}");
        signature_of(text)[5] = signature_of(text)[5] == 'A' ? 'B' : 'A';
        refused(text, "bad_signature");
    }
}

Test(token, types_that_are_allowed)
{
    good(make("{'typ': 'AT+JWT'}", "{}"));
    good(make("{'typ': 'application/at+jwt'}", "{}"));
    good(make("{'typ': 'jwt'}", "{}"));
    bad_header("{'typ': null}", "wrong_type");
    bad_header("{'typ': ''}", "wrong_type");
    bad_header("{'typ': 'application/application/jwt'}", "wrong_type");
    bad_header("{'typ': 'id_token+jwt'}", "wrong_type");
    bad_header("{'typ': 7}", "malformed_header");
    again("ES256", "{'types': ['']}");
    good(make("{'typ': null}", "{}"));
    bad_header("{'typ': 'JWT'}", "wrong_type");
}

/* -- time -- */

Test(token, clocks_may_differ_by_a_minute)
{
    good(make("{}", "{'iat': 1700000059, 'exp': 1700000300}"));
    good(make("{}", "{'nbf': 1700000059}"));
    bad_claims("{'iat': 1699990000, 'exp': 1699999939}", "expired");
    bad_claims("{'iat': 1700000061, 'exp': 1700000300}", "not_yet_valid");
    bad_claims("{'nbf': 1700000061}", "not_yet_valid");
    good(make("{}", "{'iat': 1699990000, 'exp': 1699999941}"));
}

Test(token, times_are_whole_seconds_of_our_age)
{
    static const char *const wrong[] = {
        "1e300",        "1700000300.0", "1700000300.5", "-1", "253402300800", "9223372036854775807",
        "'1700000300'", "true",         "[1700000300]", "{}"};
    static const char *const names[] = {"exp", "iat", "nbf"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (size_t k = 0; k < 3; k++)
            bad_claims(arena_printf(arena, "{'%s': %s}", names[k], wrong[i]), "malformed_time");
    char *huge = arena_printf(arena, "{\"iss\":\"%s\",\"exp\":99999999999999999999}", MINT_ISSUER);
    refused(mint_sign(arena, key, header("{}"), huge), "malformed");
}

Test(token, times_are_needed)
{
    bad_claims("{'exp': null}", "missing_time");
    bad_claims("{'iat': null}", "missing_time");
    char *null =
        arena_printf(arena, "{\"iss\":\"%s\",\"aud\":\"continuum\",\"exp\":null}", MINT_ISSUER);
    refused(mint_sign(arena, key, header("{}"), null), "malformed_time");
}

Test(token, a_lifetime_has_a_limit)
{
    good(make("{}", "{'iat': 1700000000, 'exp': 1700086400}"));
    bad_claims("{'iat': 1700000000, 'exp': 1700086401}", "lifetime_too_long");
    bad_claims("{'iat': 0, 'exp': 253402300799}", "lifetime_too_long");
    bad_claims("{'iat': 1700000050, 'exp': 1700000050}", "malformed_time");
    bad_claims("{'iat': 1700000050, 'exp': 1700000010}", "malformed_time");
    again("ES256", "{'lifetime_s': 60}");
    bad_claims("{'iat': 1700000000, 'exp': 1700000061}", "lifetime_too_long");
}

/* -- issuer, audience, subject -- */

Test(token, issuers_are_compared_byte_by_byte)
{
    static const char *const wrong[] = {
        "null",
        "7",
        "['" MINT_ISSUER "']",
        "''",
        "'" MINT_ISSUER "/'",
        "'https://LOGIN.example.gov'",
        "'https://login.example.gov:443'",
        "'http://login.example.gov'",
        "'https://login.ex\u0430mple.gov'",
        "'https://login.example.gov '",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        bad_claims(arena_printf(arena, "{'iss': %s}", wrong[i]), "unknown_issuer");
}

Test(token, an_audience_of_ours_is_needed)
{
    good(make("{}", "{'aud': ['x', 'other']}"));
    static const char *const wrong[] = {"null",
                                        "'x'",
                                        "[]",
                                        "['x', 'y']",
                                        "'continuum '",
                                        "'Continuum'",
                                        "['continuum', 7]",
                                        "{'continuum': true}",
                                        "7",
                                        "''"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        bad_claims(arena_printf(arena, "{'aud': %s}", wrong[i]), "wrong_audience");
}

Test(token, subjects_are_printable_ascii)
{
    static const char *const wrong[] = {
        "null",          "''",           "7",       "['jane']",     "'j\u0430ne'",
        "'jane\\n'",     "' jane'",      "'jane '", "'ja\u200bne'", "'\uff4aane'",
        "'jane\\u007f'", "'\\u202ejane'"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        bad_claims(arena_printf(arena, "{'sub': %s}", wrong[i]), "wrong_subject");
    bad_claims("{'sub': 'jane\\u0000root'}", "malformed");
    char long_one[300];
    snprintf(long_one, sizeof long_one, "{'sub': '%0255d'}", 7);
    good(make("{}", long_one));
    snprintf(long_one, sizeof long_one, "{'sub': '%0256d'}", 7);
    bad_claims(long_one, "wrong_subject");
    good(make("{}", "{'sub': 'CN=Jane Doe, OU=Health'}"));
}

Test(token, names_of_people_are_shown_only_where_plain)
{
    static const char *const odd[] = {"7",  "'a\\nb'",     "'\\u202eenaj'", "'a\\u0085b'",
                                      "''", "'a\\u2028b'", "'a\\u2066b'"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        good(make("{}", arena_printf(arena, "{'preferred_username': %s}", odd[i])));
        cr_expect_str_eq(token.name, "jane", "%s", odd[i]);
    }
    good(make("{}", "{'preferred_username': '\u0395\u03bb\u03ad\u03bd\u03b7'}"));
    cr_assert_str_neq(token.name, "jane");
}

Test(token, codes_are_codes)
{
    static const char *const wrong[] = {"'a b'",      "''",     "['one', '']", "[7]",
                                        "{}",         "7",      "['a,b']",     "'*'",
                                        "['\u0430']", "'a\\n'", "true",        "['one', ['two']]"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        bad_claims(arena_printf(arena, "{'bhi': {'programs': %s}}", wrong[i]), "malformed_claim");
        bad_claims(arena_printf(arena, "{'bhi': {'regions': %s}}", wrong[i]), "malformed_claim");
        bad_claims(arena_printf(arena, "{'practices': %s}", wrong[i]), "malformed_claim");
    }
    char code[200];
    snprintf(code, sizeof code, "{'practices': '%0129d'}", 7);
    good(make("{}", code));
    snprintf(code, sizeof code, "{'practices': '%0130d'}", 7);
    bad_claims(code, "malformed_claim");
}

static char *codes(size_t count)
{
    return arena_printf(arena, "{'practices': ['a'%s]}", mint_repeat(arena, ",'a'", count - 1));
}

Test(token, codes_have_a_limit)
{
    good(make("{}", codes(1000)));
    bad_claims(codes(1001), "malformed_claim");
}

Test(token, other_claims_are_what_they_should_be)
{
    bad_claims("{'realm_access': {'roles': 7}}", "malformed_claim");
    bad_claims("{'realm_access': {'roles': ['bhi-staff', 7]}}", "malformed_claim");
    bad_claims("{'realm_access': {'roles': {'bhi-staff': true}}}", "malformed_claim");
    bad_claims("{'org': 7}", "malformed_claim");
    bad_claims("{'org': ''}", "malformed_claim");
    bad_claims("{'purpose': 'a\\nb'}", "malformed_claim");
    bad_claims("{'jti': 7}", "malformed_id");
    bad_claims("{'jti': 'a\\nb'}", "malformed_id");
}

/* -- the algorithm is the key's -- */

Test(token, no_signature_is_no_token)
{
    static const char *const none[] = {"none", "None", "NONE", "nOnE", "", "null"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char *text = make(arena_printf(arena, "{'alg': '%s'}", none[i]), "{}");
        refused(text, "wrong_algorithm");
        *signature_of(text) = '\0';
        refused(text, "malformed");
    }
    bad_header("{'alg': null}", "malformed_header");
    bad_header("{'alg': 7}", "malformed_header");
    bad_header("{'alg': ['ES256']}", "malformed_header");
}

/* The public key as everybody can have it is no secret to sign with. */
static void confuse(const char *secret, size_t size)
{
    refused(mint_hmac(arena, secret, size, header("{'alg': 'HS256'}"), mint_claims(arena, "{}")),
            "wrong_algorithm");
    refused(mint_hmac(arena, secret, size, header("{}"), mint_claims(arena, "{}")),
            "bad_signature");
    refused(mint_hmac(arena, secret, size, header("{'alg': 'HS256', 'kid': null}"),
                      mint_claims(arena, "{}")),
            "no_key_id");
}

Test(token, a_public_key_is_no_secret)
{
    static const char *const all[] = {"RS256", "ES256"};
    for (size_t i = 0; i < 2; i++) {
        again(all[i], "{}");
        json_t *public = mint_public(key, "{}");
        EVP_PKEY *pkey = jose_openssl_jwk_to_EVP_PKEY(NULL, public);
        BIO *bio = BIO_new(BIO_s_mem());
        char *pem, *dump = json_dumps(public, JSON_COMPACT);
        PEM_write_bio_PUBKEY(bio, pkey);
        long size = BIO_get_mem_data(bio, &pem);
        confuse(pem, (size_t)size);
        confuse(pem, (size_t)size - 1);
        confuse(dump, strlen(dump));
        const char *modulus = json_string_value(json_object_get(public, i ? "x" : "n"));
        confuse(modulus, strlen(modulus));
        confuse("", 0);
        BIO_free(bio);
        EVP_PKEY_free(pkey);
        free(dump);
        json_decref(public);
    }
}

Test(token, another_algorithm_than_the_key_s)
{
    static const char *const wrong[] = {"RS256", "PS256", "ES384",  "ES512",    "ES256K", "EdDSA",
                                        "HS256", "es256", "ES256 ", "RSA-OAEP", "dir",    "A128KW"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        bad_header(arena_printf(arena, "{'alg': '%s'}", wrong[i]), "wrong_algorithm");
    again("RS256", "{}");
    bad_header("{'alg': 'PS256'}", "wrong_algorithm");
    bad_header("{'alg': 'RS512'}", "wrong_algorithm");
}

/* -- the key -- */

Test(token, another_key_under_the_same_name)
{
    json_t *forged = mint_key("ES256", "one");
    refused(mint_sign(arena, forged, header("{}"), mint_claims(arena, "{}")), "bad_signature");
    refused(mint_sign(arena, other, header("{}"), mint_claims(arena, "{}")), "bad_signature");
    good(mint_sign(arena, other, header("{'kid': 'two'}"), mint_claims(arena, "{}")));
    json_decref(forged);
}

Test(token, a_key_must_be_named_where_there_are_several)
{
    bad_header("{'kid': null}", "no_key_id");
    stop();
    arena = arena_new((size_t)16 << 20);
    key = mint_key("ES256", "one");
    other = mint_key("ES256", "two");
    json_t *keys[] = {mint_public(key, "{'kid': null}")};
    issuers = mint_issuers(arena, mint_set(1, keys), "{}");
    good(make("{'kid': null}", "{}"));
    bad_header("{}", "unknown_key");
    refused(mint_sign(arena, other, header("{'kid': null}"), mint_claims(arena, "{}")),
            "bad_signature");
}

Test(token, a_key_s_name_is_a_name)
{
    static const char *const wrong[] = {"../../../../dev/null",
                                        "/etc/passwd",
                                        "' or 1=1 --",
                                        "one' or '1'='1",
                                        "one;",
                                        "ONE",
                                        "one ",
                                        "file:///tmp/x",
                                        "https://evil.example/jwks.json",
                                        "",
                                        "*",
                                        "%6fne",
                                        "0",
                                        "one,two"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *head =
            arena_printf(arena, "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", wrong[i]);
        refused(mint_sign(arena, key, head, mint_claims(arena, "{}")), "unknown_key");
    }
    bad_header("{'kid': 1}", "malformed_header");
    bad_header("{'kid': ['one']}", "malformed_header");
    bad_header("{'kid': {'one': 1}}", "malformed_header");
    char long_one[400];
    snprintf(long_one, sizeof long_one, "{'kid': '%0256d'}", 1);
    bad_header(long_one, "unknown_key");
    snprintf(long_one, sizeof long_one, "{'kid': '%0257d'}", 1);
    bad_header(long_one, "malformed_header");
    bad_header("{'kid': 'one\\u0000'}", "malformed");
}

Test(token, a_key_of_the_token_s_own_is_not_taken)
{
    json_t *mine = mint_key("ES256", "one"), *public = mint_public(mine, "{}");
    json_t *head =
        json_pack("{ss ss ss so}", "alg", "ES256", "typ", "JWT", "kid", "one", "jwk", public);
    char *text = json_dumps(head, 0);
    refused(mint_sign(arena, mine, text, mint_claims(arena, "{}")), "refused_header");
    free(text);
    json_decref(head);
    json_decref(mine);
    bad_header("{'jwk': {}}", "refused_header");
    bad_header("{'jku': 'https://evil.example/jwks.json'}", "refused_header");
    bad_header("{'x5u': 'https://evil.example/chain.pem'}", "refused_header");
    bad_header("{'x5c': ['MIIB']}", "refused_header");
    bad_header("{'crit': ['exp'], 'exp': 7}", "refused_header");
    bad_header("{'crit': []}", "refused_header");
    bad_header("{'b64': true}", "refused_header");
    bad_header("{'zip': 'DEF'}", "refused_header");
    bad_header("{'enc': 'A128GCM'}", "refused_header");
    good(make("{'x5t': 'abc', 'cty': 'JWT'}", "{}"));
}

/* -- the signature -- */

Test(token, every_bit_of_a_signature_counts)
{
    char *text = make("{}", "{}"), *signature = signature_of(text);
    size_t size;
    char *bytes = text_unbase64(arena, signature, &size);
    cr_assert_eq(size, 64);
    *signature = '\0';
    for (size_t bit = 0; bit < size * 8; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        refused(arena_printf(arena, "%s%s", text, text_base64(arena, bytes, size)),
                "bad_signature");
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
    }
    for (size_t cut = 1; cut < size; cut++)
        refused(arena_printf(arena, "%s%s", text, text_base64(arena, bytes, cut)), "bad_signature");
    good(arena_printf(arena, "%s%s", text, text_base64(arena, bytes, size)));
}

Test(token, signatures_of_the_numbers_zero_and_the_order)
{
    static const unsigned char order[] = {0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00,
                                          0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                          0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84,
                                          0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51};
    char *text = make("{}", "{}");
    for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++) {
            unsigned char pair[64] = {0};
            if (r)
                memcpy(pair, order, 32);
            if (s)
                memcpy(pair + 32, order, 32);
            pair[31] = (unsigned char)(pair[31] + (r == 2));
            pair[63] = (unsigned char)(pair[63] + (s == 2));
            *signature_of(text) = '\0';
            text = arena_printf(arena, "%s%s", text, text_base64(arena, pair, 64));
            refused(text, "bad_signature");
        }
}

/* r and s in ASN.1, as OpenSSL writes them: not what JWS says. */
Test(token, a_signature_in_another_form)
{
    char *text = make("{}", "{}"), *signature = signature_of(text);
    size_t size;
    char *bytes = text_unbase64(arena, signature, &size), der[80];
    BIGNUM *r = BN_bin2bn((unsigned char *)bytes, 32, NULL);
    BIGNUM *s = BN_bin2bn((unsigned char *)bytes + 32, 32, NULL);
    ECDSA_SIG *pair = ECDSA_SIG_new();
    ECDSA_SIG_set0(pair, r, s);
    unsigned char *at = (unsigned char *)der;
    int length = i2d_ECDSA_SIG(pair, &at);
    ECDSA_SIG_free(pair);
    *signature = '\0';
    refused(arena_printf(arena, "%s%s", text, text_base64(arena, der, (size_t)length)),
            "bad_signature");
}

Test(token, parts_belong_together)
{
    char *one = make("{}", "{}"), *two = make("{}", "{'sub': 'root'}");
    char *payload = strchr(two, '.') + 1;
    char *swapped = arena_printf(arena, "%.*s.%.*s.%s", (int)strcspn(one, "."), one,
                                 (int)strcspn(payload, "."), payload, signature_of(one));
    refused(swapped, "bad_signature");
}

/* -- the form -- */

Test(token, has_three_parts)
{
    char *text = make("{}", "{}"), *payload = strchr(text, '.') + 1;
    int head = (int)strcspn(text, ".");
    refused("", "malformed");
    refused(".", "malformed");
    refused("..", "malformed");
    refused("...", "malformed");
    refused("a.b.c", "malformed");
    refused(arena_printf(arena, ".%s", payload), "malformed");
    refused(arena_printf(arena, "%.*s", head, text), "malformed");
    refused(arena_printf(arena, "%.*s..%s", head, text, signature_of(text)), "malformed");
    refused(arena_printf(arena, "%s.", text), "malformed");
    refused(arena_printf(arena, "%s.%s", text, signature_of(text)), "malformed");
    refused(arena_printf(arena, "%.*s.AAAA.AAAA.AAAA.AAAA", head, text), "malformed");
    refused(arena_printf(arena, "%.*s", (int)(signature_of(text) - text), text), "malformed");
    refused(arena_printf(arena, "%.*s", (int)(signature_of(text) - text) - 1, text), "malformed");
}

Test(token, is_no_jwe_and_no_json)
{
    char *text = make("{}", "{}");
    char *head = text_base64(arena, "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}", 29);
    refused(arena_printf(arena, "%s..AAAA.AAAA.AAAA", head), "malformed");
    refused(arena_printf(arena, "%s.AAAA.AAAA", head), "malformed");
    char *payload = strchr(text, '.');
    *payload++ = '\0';
    char *signature = strchr(payload, '.');
    *signature++ = '\0';
    refused(arena_printf(arena, "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}",
                         text, payload, signature),
            "malformed");
    refused(arena_printf(arena,
                         "{\"payload\":\"%s\",\"signatures\":[{\"protected\":\"%s\","
                         "\"signature\":\"%s\"}]}",
                         payload, text, signature),
            "malformed");
}

/* Whatever is put at the end of one part, or in place of its first character. */
Test(token, base64_has_one_form)
{
    static const char *const odd[] = {"=", "==", " ", "\n", "\r\n", "\t",
                                      "+", "/",  "A", "*",  "\x80"};
    char *text = make("{}", "{}");
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (int part = 0; part < 3; part++) {
            const char *end = part == 0   ? strchr(text, '.')
                              : part == 1 ? strrchr(text, '.')
                                          : text + strlen(text);
            char *longer = arena_printf(arena, "%.*s%s%s", (int)(end - text), text, odd[i], end);
            cr_expect_eq(verify(longer), TOKEN_BAD, "%s", longer);
            cr_expect_eq(verify(arena_printf(arena, "%s%s", odd[i], text)), TOKEN_BAD);
        }
}

/* 64 bytes end in a character of which four bits say nothing. */
Test(token, bits_that_say_nothing_are_zero)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *text = make("{}", "{}"), *last = text + strlen(text) - 1;
    long value = strchr(letters, *last) - letters;
    cr_assert_eq(value % 16, 0);
    for (long more = 1; more < 16; more++) {
        *last = letters[value + more];
        refused(text, "malformed");
    }
}

Test(token, names_stand_once)
{
    char *twice = mint_merge(arena, mint_claims(arena, "{}"), "{}");
    twice = arena_printf(arena, "{\"sub\":\"root\",%s", twice + 1);
    refused(mint_sign(arena, key, header("{}"), twice), "malformed");
    refused(mint_sign(arena, key, "{\"alg\":\"ES256\",\"alg\":\"ES256\",\"kid\":\"one\"}",
                      mint_claims(arena, "{}")),
            "malformed");
    twice = arena_printf(arena, "{\"x\":{\"a\":1,\"\\u0061\":2},%s", mint_claims(arena, "{}") + 1);
    refused(mint_sign(arena, key, header("{}"), twice), "malformed");
}

static char *nested(size_t depth, const char *open, const char *close)
{
    return arena_printf(arena, "%s1%s", mint_repeat(arena, open, depth),
                        mint_repeat(arena, close, depth));
}

Test(token, nests_sixteen_deep)
{
    char *rest = mint_claims(arena, "{}") + 1;
    good(mint_sign(arena, key, header("{}"),
                   arena_printf(arena, "{\"x\":%s,%s", nested(15, "[", "]"), rest)));
    refused(mint_sign(arena, key, header("{}"),
                      arena_printf(arena, "{\"x\":%s,%s", nested(16, "[", "]"), rest)),
            "malformed");
    refused(mint_sign(arena, key, nested(500, "{\"a\":", "}"), mint_claims(arena, "{}")),
            "malformed");
    refused(mint_sign(arena, key, header("{}"), nested(2500, "[", "]")), "malformed");
}

Test(token, has_eight_kibibytes)
{
    char *filler = arena_alloc(arena, 20001);
    memset(filler, 'x', 20000);
    char *small = make("{}", "{'x': ''}");
    int room = (int)(TOKEN_BYTES_MAX - strlen(small)) / 4 * 3 - 3;
    good(make("{}", arena_printf(arena, "{'x': '%.*s'}", room, filler)));
    refused(make("{}", arena_printf(arena, "{'x': '%.*s'}", room + 20, filler)), "too_long");
    refused(filler, "too_long");
}

static void refused_bytes(const char *head, size_t head_size, const char *claims, size_t size)
{
    refused(mint_sign_bytes(arena, key, head, head_size, claims, size), "malformed");
}

static char *utf16(const char *text)
{
    char *wide = arena_alloc(arena, strlen(text) * 2 + 1);
    for (size_t i = 0; text[i]; i++)
        wide[2 * i] = text[i];
    return wide;
}

Test(token, is_utf8_without_mark)
{
    char *head = header("{}"), *claims = mint_claims(arena, "{}");
    char *marked = arena_printf(arena, "\xEF\xBB\xBF%s", claims);
    char *marked_head = arena_printf(arena, "\xEF\xBB\xBF%s", head);
    refused_bytes(head, strlen(head), marked, strlen(marked));
    refused_bytes(marked_head, strlen(marked_head), claims, strlen(claims));
    refused_bytes(head, strlen(head), utf16(claims), strlen(claims) * 2);
    refused_bytes(utf16(head), strlen(head) * 2, claims, strlen(claims));
    refused_bytes(head, strlen(head), claims, strlen(claims) + 1);
    char *latin = arena_printf(arena, "{\"x\":\"\xE9\",%s", claims + 1);
    refused_bytes(head, strlen(head), latin, strlen(latin));
    char *surrogate = arena_printf(arena, "{\"x\":\"\\ud800\",%s", claims + 1);
    refused_bytes(head, strlen(head), surrogate, strlen(surrogate));
    char *more = arena_printf(arena, "%s{}", claims);
    refused_bytes(head, strlen(head), more, strlen(more));
    refused_bytes(head, strlen(head), "[]", 2);
    refused_bytes("\"ES256\"", 7, claims, strlen(claims));
    refused_bytes(head, strlen(head), "null", 4);
}
