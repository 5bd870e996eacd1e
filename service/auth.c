#include <string.h>
#include <strings.h>

#include "application.h"
#include "db.h"
#include "key.h"
#include "pipeline.h"
#include "queries.h"
#include "request.h"
#include "table.h"
#include "text.h"

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

bool auth_identify(struct request *req)
{
    if (!req->operation->scope)
        return true;
    char identifier[KEY_IDENTIFIER_LENGTH + 1], secret[KEY_SECRET_LENGTH + 1];
    char hash[KEY_HASH_HEX];
    const char *text = bearer(req);
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
