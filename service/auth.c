#include <string.h>
#include <strings.h>
#include <time.h>

#include "application.h"
#include "db.h"
#include "key.h"
#include "log.h"
#include "pipeline.h"
#include "queries.h"
#include "request.h"
#include "table.h"
#include "text.h"
#include "token.h"

static bool refuse(struct request *req)
{
    return problem_raise(req, PROBLEM_UNAUTHENTICATED,
                         "Send Authorization: Bearer and an API key that is valid now.");
}

/* What stands behind "Bearer ", or NULL. */
static const char *bearer(const struct request *req)
{
    const char *header = request_header(req, "Authorization");
    if (!header || strncasecmp(header, "Bearer ", 7) != 0)
        return NULL;
    return header + 7 + strspn(header + 7, " ");
}

/* Every scope that an operation names, separated by spaces. */
static const char *every_scope(struct request *req)
{
    struct buffer *scopes = buffer_new(req->arena, 512);
    for (size_t i = 0; i < operation_count; i++)
        if (operations[i].scope && !text_has_word(scopes->bytes, operations[i].scope))
            buffer_printf(scopes, "%s%s", scopes->size ? " " : "", operations[i].scope);
    return scopes->bytes;
}

static const char *scopes_of(struct request *req, const char *role)
{
    if (!strcmp(role, "state_administrator"))
        return every_scope(req);
    if (!strcmp(role, "state_staff"))
        return "registry:read instruments:read submissions:read reports:read roundtables:read";
    return "";
}

static bool identify_by_token(struct request *req, const char *text)
{
    struct token token;
    switch (token_verify(req->app->issuers, req->arena, text, (long long)time(NULL), &token)) {
    case TOKEN_KEYS_UNAVAILABLE:
        return problem_raise(req, PROBLEM_UNAVAILABLE, "The issuer's keys cannot be had now.");
    case TOKEN_BAD:
        log_event("info", "token_refused", "id", req->id, "why", token.fault, NULL);
        return refuse(req);
    case TOKEN_GOOD:
        break;
    }
    if (!token.role)
        return problem_raise(req, PROBLEM_FORBIDDEN, "The token names no role that is known here.");
    req->caller.name = arena_printf(req->arena, "%s/%s", token.issuer, token.subject);
    req->caller.scopes = scopes_of(req, token.role);
    req->caller.programs = token.programs ? token.programs : "*";
    return true;
}

bool auth_identify(struct request *req)
{
    if (!req->operation->scope)
        return true;
    char identifier[KEY_IDENTIFIER_LENGTH + 1], secret[KEY_SECRET_LENGTH + 1];
    char hash[KEY_HASH_HEX];
    const char *text = bearer(req);
    if (text && req->app->issuers && strncmp(text, "ctm_", 4) != 0)
        return identify_by_token(req, text);
    if (!text || !key_parse(text, identifier, secret))
        return refuse(req);
    req->caller.key = arena_strdup(req->arena, identifier);
    struct table *rows;
    if (!db_query(req, &query_key_identify, &rows))
        return false;
    key_hash(secret, req->app->config.key_secret, hash);
    const char *stored = table_get(rows, 0, "hash");
    if (!stored || !key_hash_equal(hash, stored))
        return refuse(req);
    req->caller.name = table_get(rows, 0, "name");
    req->caller.scopes = table_get(rows, 0, "scopes");
    req->caller.programs = table_get(rows, 0, "programs");
    return true;
}

bool auth_permit(struct request *req)
{
    const char *scope = req->operation->scope;
    if (!scope || text_has_word(req->caller.scopes, scope))
        return true;
    return problem_raise(req, PROBLEM_FORBIDDEN, "The key does not hold the scope %s.", scope);
}
