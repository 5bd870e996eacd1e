#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "application.h"
#include "caller.h"
#include "key.h"
#include "operation.h"
#include "pipeline.h"
#include "request.h"
#include "role.h"
#include "text.h"

#define CREDENTIAL_MAX 8192
#define PURPOSE_DEFAULT "program_reporting"

/* What stands behind the scheme's name, or NULL. */
static const char *behind(const char *header, const char *scheme)
{
    size_t length = strlen(scheme);
    if (strncasecmp(header, scheme, length) != 0 || header[length] != ' ')
        return NULL;
    return header + length + strspn(header + length, " ");
}

/* The password of user:password; whatever the user is called. */
static const char *password(struct request *req, const char *encoded)
{
    size_t size = strlen(encoded), length = 0;
    char *text = arena_alloc(req->arena, size + 1);
    if (sodium_base642bin((unsigned char *)text, size, encoded, size, NULL, &length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        !text_is_utf8(text, length))
        return NULL;
    const char *colon = strchr(text, ':');
    return colon ? colon + 1 : NULL;
}

/* The key or token, of whatever scheme; NULL where there is none. */
static const char *credential(struct request *req)
{
    const char *header = request_header(req, "Authorization");
    if (!header)
        return NULL;
    const char *bearer = behind(header, "Bearer"), *basic = behind(header, "Basic");
    const char *text = bearer ? bearer : basic ? password(req, basic) : NULL;
    return text && *text && strlen(text) <= CREDENTIAL_MAX ? text : NULL;
}

/* The purpose with this name, or NULL. */
static const char *purpose_of(const char *name)
{
    size_t i = 0;
    while (name && purposes[i] && strcmp(purposes[i], name) != 0)
        i++;
    return name ? purposes[i] : NULL;
}

static bool identify(struct request *req)
{
    const char *text = credential(req);
    if (!text)
        return problem_raise(req, PROBLEM_UNAUTHENTICATED,
                             "Send Authorization: Bearer and a key or token, or Basic with it as "
                             "the password.");
    bool is_token = req->app->issuers && strchr(text, '.');
    return is_token ? caller_of_token(req, text) : caller_of_key(req, text);
}

/* The purpose is the header's, or that of the key or token. */
bool auth_identify(struct request *req)
{
    const char *said = request_header(req, "X-Purpose");
    if (!req->operation->scope)
        return true;
    if (said && !purpose_of(said))
        return problem_raise(req, PROBLEM_MALFORMED,
                             "X-Purpose is none of the purposes that the API's document names.");
    if (!identify(req))
        return false;
    const char *own = purpose_of(req->caller.purpose);
    req->caller.purpose = said ? purpose_of(said) : own ? own : PURPOSE_DEFAULT;
    return true;
}

/* One of several scopes may be enough: x-scope lists them. */
static bool holds_one(const char *scopes, const char *wanted)
{
    char word[64];
    for (const char *at = wanted; *at; at += *at == ' ') {
        size_t length = strcspn(at, " ");
        memcpy(word, at, length);
        word[length] = '\0';
        if (text_has_word(scopes, word))
            return true;
        at += length;
    }
    return false;
}

/* One that is for a part of the state only is nothing without the limit that
 * says which. */
static bool role_holds(struct request *req)
{
    const struct caller *caller = &req->caller;
    const struct role *role = caller->role ? role_find(caller->role) : NULL;
    if (!role || !*role->limits || caller_is_limited(caller, role->limits))
        return true;
    req->refused = true;
    return problem_raise(req, PROBLEM_FORBIDDEN, "The role %s needs a limit: %s.", role->name,
                         role->limits);
}

bool auth_permit(struct request *req)
{
    const char *scope = req->operation->scope;
    if (!scope)
        return true;
    if (!role_holds(req))
        return false;
    if (!*scope || holds_one(req->caller.scopes, scope))
        return true;
    req->refused = true;
    return problem_raise(req, PROBLEM_FORBIDDEN, "This needs the scope %s.", scope);
}
