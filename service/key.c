#include "key.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "application.h"
#include "db.h"
#include "queries.h"
#include "request.h"
#include "table.h"
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

static void key_random(struct arena *arena, char **identifier, char **secret)
{
    unsigned char bytes[KEY_IDENTIFIER_LENGTH / 2 + 32];
    randombytes_buf(bytes, sizeof bytes);
    *identifier = arena_alloc(arena, KEY_IDENTIFIER_LENGTH + 1);
    sodium_bin2hex(*identifier, KEY_IDENTIFIER_LENGTH + 1, bytes, KEY_IDENTIFIER_LENGTH / 2);
    *secret = text_base64(arena, bytes + KEY_IDENTIFIER_LENGTH / 2, 32);
    sodium_memzero(bytes, sizeof bytes);
}

static int key_usage(void)
{
    fputs("usage: continuum key create --name NAME --scopes SCOPE,SCOPE|all\n"
          "                            [--programs CODE,CODE] [--expires YYYY-MM-DD]\n",
          stderr);
    return 2;
}

static bool read_options(struct request *req, int argc, char **argv)
{
    static const char *const names[] = {"name", "scopes", "programs", "expires"};
    for (int i = 2; i < argc; i += 2) {
        bool known = false;
        for (size_t k = 0; k < sizeof names / sizeof *names && i + 1 < argc; k++)
            if (!strncmp(argv[i], "--", 2) && !strcmp(argv[i] + 2, names[k])) {
                request_bind(req, names[k], argv[i + 1]);
                known = true;
            }
        if (!known)
            return false;
    }
    const char *expires = request_value(req, "expires");
    return request_value(req, "name") && request_value(req, "scopes") &&
           (!expires || text_is_date(expires));
}

/* "all" stands for every scope that an operation names. */
static const char *scopes_text(struct request *req)
{
    const char *asked = request_value(req, "scopes");
    if (strcmp(asked, "all") != 0)
        return asked;
    struct buffer *scopes = buffer_new(req->arena, 256);
    for (size_t i = 0; i < operation_count; i++) {
        const char *scope = operations[i].scope;
        if (scope && !strstr(scopes->bytes, scope))
            buffer_printf(scopes, "%s%s", scopes->size ? "," : "", scope);
    }
    return scopes->bytes;
}

/* Whether every scope asked for is one that an operation names. */
static bool scopes_known(const char *scopes)
{
    char one[65];
    bool good = true;
    for (const char *at = scopes; *at;) {
        size_t length = strcspn(at, ","), i = 0;
        snprintf(one, sizeof one, "%.*s", (int)length, at);
        while (i < operation_count &&
               (!operations[i].scope || strcmp(operations[i].scope, one) != 0))
            i++;
        if (i == operation_count) {
            fprintf(stderr, "continuum: %s is not a scope that an operation names\n", one);
            good = false;
        }
        at += length + (at[length] == ',');
    }
    return good;
}

static int key_create(struct request *req)
{
    char *identifier, *secret, hash[KEY_HASH_HEX];
    request_bind(req, "scopes", scopes_text(req));
    if (!scopes_known(request_value(req, "scopes")))
        return 2;
    key_random(req->arena, &identifier, &secret);
    key_hash(secret, req->app->config.key_secret, hash);
    request_bind(req, "key", identifier);
    request_bind(req, "hash", hash);
    struct table *rows;
    if (!db_row(req, &query_key_create, &rows)) {
        fprintf(stderr, "continuum: the key was not stored: %s\n", req->problem.detail);
        return 1;
    }
    printf(PREFIX "%s_%s\n", identifier, secret);
    return 0;
}

int key_command(struct application *app, int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "create") != 0)
        return key_usage();
    struct request req = {.app = app,
                          .arena = arena_new((size_t)1 << 20),
                          .id = "key-create",
                          .caller = {.name = "operator", .scopes = "keys:write", .programs = "*"}};
    int status = read_options(&req, argc, argv) ? key_create(&req) : key_usage();
    arena_free(req.arena);
    return status;
}
