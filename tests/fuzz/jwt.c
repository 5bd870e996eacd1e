/* The first byte says what the rest is: t, the text of a token; p, its header, payload
 * and signature before they are encoded, in lines; c, claims of a token that is signed
 * well; k, a key set. One token is good: its private key is lost, and an RSA signature
 * has one form, so no other text can be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "fuzz.h"
#include "issuer.h"
#include "jwk.h"
#include "role.h"
#include "strict.h"
#include "text.h"
#include "token.h"
#include "token_claims.h"

#define NOW 1700000000LL
#define KEY                                                                                        \
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"one\",\"e\":\"AQAB\",\"n\":\""                          \
    "ofb9ZhytFfp7sYRBJU-6fQOrD2OM87AdZAos11jWRdvV3FuwqAAQsbbad9mm72dcBqQH669T11V4uKRkaXMEn3lG"     \
    "kVbfAOed0FWi3o4RbOVXF0IJiFdayFaAyQ3zohtdSSlt1_GbXJf_VpvLCmyuIu_96ZY5_MYlEz-BBd6-I7lTQHMH"     \
    "ojvEhYbT0-3e1JE0_m1cGS5QUC4rZKy7iGLNBE2Ua2AXE-H8pVtw0xzYl_z7tyDYJD93vgQOgf3IfBRjOPKoRg3G"     \
    "4mozSp4JuC8hvburJ929Z6wjZC_GTAUH0mpKrKo222QkLTKkftn9Wd7x_o8rApq5DsKt0CtWI8P05w"               \
    "\"}]}"
#define GOOD                                                                                       \
    "eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJodHRwczovL2EuZXhhbXB"     \
    "sZSIsImF1ZCI6InVzIiwic3ViIjoiamFuZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwMzAwLCJyIjp"     \
    "bInkiXSwiYSI6eyJwIjpbIm9uZSJdfX0.CiqrwoRs6vXYR5Io8CKJNz-wEa6SBPf1S8t0l80msRXloVXaKGmf7hP"     \
    "ewpnTW-kOjZKNLPjVVoGm4k_MZHFTvoaigpXeKaqFmAHNaM0EaDQtxReaebzHpEPhB5tBGFw7e-koiwGAAHZ5vUx"     \
    "6IUMm_K8Zcsk0pvOr8BmHvs6nI7pw_3YBlNFWeQyAZJ6QqK78DcCxB1si-u6RzccICBOeVVSD_Bbskqxzxouw3Tw"     \
    "Gg-K_ikViVVdjR8h3jdUgPSs3RcCuzgGskARA39TlIm6OuyKzYom-9Oody2fWX8knRV-VKXdl3HUK3Ce7MXkEVrs"     \
    "sZvYoveVb9bVjioX897iZ-A"
#define SETTING                                                                                    \
    "[{\"name\":\"fuzz\",\"issuer\":\"https://a.example\",\"audience\":\"us\",\"jwks_file\":"      \
    "\"%s\",\"display\":\"/name\",\"programs\":\"/a/p\",\"regions\":\"/a/r\",\"practices\":"       \
    "\"/c\",\"recipient\":\"/o\",\"purpose\":\"/u\",\"role\":{\"claim\":\"/r\",\"map\":"           \
    "{\"x\":\"auditor\",\"y\":\"coder\"}}}]"

static struct issuers *issuers;

static enum token_verdict verify(struct request *req, const char *text, struct token *token)
{
    enum token_verdict verdict = token_verify(issuers, req->arena, text, NOW, token);
    CHECK(verdict != TOKEN_KEYS_UNAVAILABLE);
    CHECK((verdict == TOKEN_GOOD) == !strcmp(text, GOOD));
    CHECK((verdict == TOKEN_GOOD) == !token->fault);
    return verdict;
}

/* The keys come from a file that is read once. */
static void start(struct request *req)
{
    char path[] = "/tmp/continuum-fuzz-XXXXXX", error[200];
    struct token token;
    int file = mkstemp(path);
    CHECK(file >= 0 && write(file, KEY, strlen(KEY)) == (ssize_t)strlen(KEY));
    close(file);
    issuers = issuers_new(arena_printf(req->arena, SETTING, path), error, sizeof error);
    CHECK(issuers && verify(req, GOOD, &token) == TOKEN_GOOD);
    unlink(path);
}

static void check_text(const char *text, size_t longest)
{
    CHECK(text && *text && text_length(text) <= longest && text_is_utf8(text, strlen(text)));
    for (; *text; text++)
        CHECK((unsigned char)*text >= 0x20 && *text != 0x7F);
}

static void check_codes(struct request *req, const char *codes)
{
    if (!codes || !*codes)
        return;
    char *rest = arena_strdup(req->arena, codes), *code;
    size_t count = 0;
    while ((code = fuzz_part(&rest, ' '))) {
        check_text(code, TOKEN_CODE_MAX);
        CHECK(!strpbrk(code, "*,;'\"\\/ ") && ++count <= TOKEN_CODES_MAX);
    }
}

static void check_claims(struct request *req, const struct token *token)
{
    check_text(token->subject, TOKEN_SUBJECT_MAX);
    check_text(token->name, TOKEN_SUBJECT_MAX);
    CHECK(!strcmp(token->issuer, "fuzz") && (!token->role || role_find(token->role)));
    CHECK(token->expires_at >= NOW - 60 && token->issued_at <= NOW + 60);
    CHECK(token->issued_at < token->expires_at && token->expires_at <= token->issued_at + 86400);
    check_codes(req, token->programs);
    check_codes(req, token->regions);
    check_codes(req, token->practices);
    if (token->id)
        check_text(token->id, TOKEN_SUBJECT_MAX);
    if (token->recipient)
        check_text(token->recipient, TOKEN_TEXT_MAX);
    if (token->purpose)
        check_text(token->purpose, TOKEN_TEXT_MAX);
}

static void run_claims(struct request *req, const char *bytes, size_t size)
{
    struct token token = {0};
    json_t *claims = json_strict(bytes, size);
    const struct issuer *issuer = issuers_find(issuers, "https://a.example");
    if (claims && !token_claims_read(issuer, req->arena, claims, NOW, &token))
        check_claims(req, &token);
    json_decref(claims);
}

static void run_keys(const char *bytes, size_t size)
{
    const char *why = NULL;
    struct jwk_set *set = jwk_set_parse(bytes, size, &why);
    CHECK(!set == !!why);
    if (!set)
        return;
    const struct jwk *jwk = jwk_set_find(set, NULL, "RS256", &why);
    if (jwk)
        CHECK(!jwk_verify(jwk, "AAAA", "AAAA", "AAA", 3));
    jwk_set_release(set);
}

static char *encoded(struct request *req, const char *line)
{
    return line && *line ? text_base64(req->arena, line, strlen(line)) : "";
}

static void run_parts(struct request *req, char *text)
{
    struct token token;
    char *header = fuzz_part(&text, '\n'), *payload = fuzz_part(&text, '\n');
    verify(req,
           arena_printf(req->arena, "%s.%s.%s", encoded(req, header), encoded(req, payload),
                        encoded(req, text)),
           &token);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request();
    struct token token;
    if (!issuers)
        start(req);
    if (!size)
        return 0;
    char *rest = fuzz_text(req, bytes + 1, size - 1);
    if (*bytes == 'p')
        run_parts(req, rest);
    else if (*bytes == 'c')
        run_claims(req, rest, size - 1);
    else if (*bytes == 'k')
        run_keys(rest, size - 1);
    else
        verify(req, rest, &token);
    return 0;
}
