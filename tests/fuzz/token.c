/* The value of Authorization, a line break, the scopes of the key. One key is
 * known: nothing but its exact text opens an operation. */
#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "application.h"
#include "fuzz.h"
#include "key.h"
#include "pipeline.h"

#define HEX "0123456789abcdef"
#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

static void parse(struct request *req, const char *text)
{
    char identifier[KEY_IDENTIFIER_LENGTH + 1], secret[KEY_SECRET_LENGTH + 1], hash[KEY_HASH_HEX];
    if (!key_parse(text, identifier, secret))
        return;
    CHECK(strspn(identifier, HEX) == KEY_IDENTIFIER_LENGTH);
    CHECK(strspn(secret, BASE64) == KEY_SECRET_LENGTH);
    CHECK(!strcmp(text, arena_printf(req->arena, "ctm_%s_%s", identifier, secret)));
    key_hash(secret, req->app->config.key_secret, hash);
    CHECK(strspn(hash, HEX) == KEY_HASH_HEX - 1);
    CHECK(key_hash_equal(hash, hash) && !key_hash_equal(hash, hash + 1));
}

static const char *behind(const char *header, const char *scheme)
{
    size_t length = strlen(scheme);
    if (strncasecmp(header, scheme, length) != 0)
        return NULL;
    for (header += length; *header == ' '; header++)
        ;
    return header;
}

/* Whether the header names the key; read anew. */
static bool opens(struct request *req, const char *header)
{
    const char *bearer = behind(header, "bearer "), *basic = behind(header, "basic ");
    if (bearer)
        return !strcmp(bearer, FUZZ_KEY);
    if (!basic)
        return false;
    size_t size = strlen(basic), used = 0;
    char *text = arena_alloc(req->arena, size + 1);
    if (sodium_base642bin((unsigned char *)text, size, basic, size, NULL, &used, NULL,
                          sodium_base64_VARIANT_ORIGINAL) ||
        strlen(text) != used)
        return false;
    char *key = strchr(text, ':');
    return key && !strcmp(key + 1, FUZZ_KEY);
}

static bool holds(struct request *req, const char *scopes, const char *scope)
{
    char *rest = arena_strdup(req->arena, scopes), *word, *wanted;
    bool found = !*scope; /* whoever is known */
    while ((word = fuzz_part(&rest, ' '))) {
        char *others = arena_strdup(req->arena, scope);
        while ((wanted = fuzz_part(&others, ' ')))
            found = found || (*wanted && !strcmp(word, wanted));
    }
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request();
    char *rest = fuzz_text(req, bytes, size), *header = fuzz_part(&rest, '\n');
    parse(req, header);
    fuzz_header(req, "Authorization", header);
    fuzz_scopes = rest ? rest : "";
    req->operation = &operations[size % operation_count];
    bool open = !req->operation->scope, known = auth_identify(req);
    CHECK(known == (open || opens(req, header)));
    CHECK(known || req->problem.kind == PROBLEM_UNAUTHENTICATED);
    if (known)
        CHECK(auth_permit(req) == (open || holds(req, fuzz_scopes, req->operation->scope)));
    req->reply.status = 200;
    fuzz_answer(req);
    return 0;
}
