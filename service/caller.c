#include "caller.h"

#include <string.h>
#include <time.h>

#include "application.h"
#include "db.h"
#include "key.h"
#include "key_cache.h"
#include "queries.h"
#include "request.h"
#include "role.h"
#include "table.h"
#include "text.h"
#include "throttle.h"
#include "token.h"

/* The same for every wrong credential. Beyond a number of them it is not even
 * looked at who it was. */
static bool unknown(struct request *req, const char *who)
{
    if (!guess_count(req))
        return false;
    req->caller = (struct caller){.name = arena_printf(req->arena, "unidentified/%s", who)};
    req->refused = true;
    return problem_raise(req, PROBLEM_UNAUTHENTICATED,
                         "The key or token is not valid, or no longer.");
}

bool caller_is_limited(const struct caller *caller, const char *limits)
{
    return (text_has_word(limits, "programs") && strcmp(caller->programs, "*") != 0) ||
           (text_has_word(limits, "regions") && strcmp(caller->regions, "*") != 0) ||
           (text_has_word(limits, "practices") && strcmp(caller->practices, "*") != 0);
}

/* A role brings its scopes; one that is not known brings none. */
static void take_role(struct caller *caller)
{
    const struct role *role = caller->role ? role_find(caller->role) : NULL;
    if (role)
        caller->scopes = role->scopes;
    if (!caller->scopes)
        caller->scopes = "";
}

static void read_row(const struct table *rows, struct known_key *known)
{
    struct caller *caller = &known->caller;
    caller->name = table_get(rows, 0, "name");
    caller->role = table_get(rows, 0, "role");
    caller->scopes = table_get(rows, 0, "scopes");
    caller->programs = table_get(rows, 0, "programs");
    caller->regions = table_get(rows, 0, "regions");
    caller->practices = table_get(rows, 0, "practices");
    caller->recipient = table_get(rows, 0, "recipient");
    caller->purpose = table_get(rows, 0, "purpose");
    caller->quota = table_get(rows, 0, "quota");
    strncpy(known->hash, table_get(rows, 0, "hash"), sizeof known->hash - 1);
}

/* From the database; *found says whether there is such a key that holds. */
static bool look_up(struct request *req, struct known_key *known, bool *found)
{
    struct table *rows;
    req->caller = (struct caller){.key = known->caller.key};
    if (!guess_allowed(req) || !db_lookup(req, &query_key_identify, &rows))
        return false;
    *found = rows->row_count == 1;
    if (*found) {
        read_row(rows, known);
        key_cache_put(req->app->keys, known);
    }
    return true;
}

bool caller_of_key(struct request *req, const char *text)
{
    char identifier[KEY_IDENTIFIER_LENGTH + 1], secret[KEY_SECRET_LENGTH + 1], hash[KEY_HASH_HEX];
    if (!key_parse(text, identifier, secret))
        return problem_raise(req, PROBLEM_UNAUTHENTICATED, "This is not the text of a key.");
    struct known_key known = {.caller.key = arena_strdup(req->arena, identifier)};
    bool found = key_cache_find(req->app->keys, req->arena, identifier, &known);
    if (!found && !look_up(req, &known, &found))
        return false;
    key_hash(secret, req->app->config.key_secret, hash);
    if (!found || !key_hash_equal(hash, known.hash))
        return unknown(req, identifier);
    req->caller = known.caller;
    take_role(&req->caller);
    return true;
}

static const char *limit_of(const char *list)
{
    return list ? list : "*";
}

bool caller_of_token(struct request *req, const char *text)
{
    struct token token = {0};
    switch (token_verify(req->app->issuers, req->arena, text, time(NULL), &token)) {
    case TOKEN_GOOD:
        break;
    case TOKEN_KEYS_UNAVAILABLE:
        return problem_raise(req, PROBLEM_UNAVAILABLE, "The issuer's keys cannot be had now.");
    case TOKEN_BAD:
    default:
        return unknown(req, token.fault);
    }
    req->caller = (struct caller){
        .name = arena_printf(req->arena, "%s/%s", token.issuer, token.subject),
        .role = token.role,
        .programs = limit_of(token.programs),
        .regions = limit_of(token.regions),
        .practices = limit_of(token.practices),
        .recipient = token.recipient,
        .purpose = token.purpose,
        .issuer = token.issuer,
        .subject = token.subject,
        .token = token.id,
        .issued_at = arena_printf(req->arena, "%lld", token.issued_at),
    };
    take_role(&req->caller);
    return true;
}

void caller_lapsed(struct request *req)
{
    const struct caller *caller = &req->caller;
    if (caller->key)
        key_cache_drop(req->app->keys, caller->key);
    const char *who = caller->key ? caller->key : caller->subject;
    req->caller = (struct caller){.name = arena_printf(req->arena, "unidentified/%s", who)};
    req->refused = true;
}
