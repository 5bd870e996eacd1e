/* The value of Authorization, a line break, the scopes of the key. One key is
 * known: nothing but its exact text opens an operation. */
#include <string.h>
#include <strings.h>

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

/* Whether the header names the key; read anew. */
static bool opens(const char *header)
{
    if (strncasecmp(header, "bearer ", 7) != 0)
        return false;
    for (header += 7; *header == ' '; header++)
        ;
    return !strcmp(header, FUZZ_KEY);
}

static bool holds(struct request *req, const char *scopes, const char *scope)
{
    char *rest = arena_strdup(req->arena, scopes), *word;
    while ((word = fuzz_part(&rest, ' ')))
        if (!strcmp(word, scope))
            return true;
    return false;
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
    CHECK(known == (open || opens(header)));
    CHECK(known || req->problem.kind == PROBLEM_UNAUTHENTICATED);
    if (known)
        CHECK(auth_permit(req) == (open || holds(req, fuzz_scopes, req->operation->scope)));
    req->reply.status = 200;
    fuzz_answer(req);
    return 0;
}
