#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "key.h"
#include "pipeline.h"
#include "request.h"

#define HEADERS_MAX 64 /* the server drops what comes after, in silence */
#define TARGET_MAX 4096
#define QUERY_MAX 8192

static size_t count_header(const struct request *req, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < req->header_count; i++)
        count += !strcasecmp(req->headers[i].name, name);
    return count;
}

static bool is_token(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr("!#$%&'*+-.^_`|~", text[i]))
            return false;
    return length > 0;
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7F)
            return true;
    return false;
}

static bool check_method(struct request *req)
{
    static const char *const allowed[] = {"GET",   "HEAD",   "POST",    "PUT",
                                          "PATCH", "DELETE", "OPTIONS", NULL};
    for (size_t i = 0; allowed[i]; i++)
        if (!strcmp(req->method, allowed[i]))
            return true;
    return problem_raise(req, PROBLEM_METHOD, "This method is not known here.");
}

static bool check_headers(struct request *req)
{
    if (req->header_count >= HEADERS_MAX)
        return problem_raise(req, PROBLEM_HEADERS, "Send fewer than %d header fields.",
                             HEADERS_MAX);
    if (req->garbled)
        return problem_raise(req, PROBLEM_MALFORMED, "A header field is malformed.");
    for (size_t i = 0; i < req->header_count; i++)
        if (!is_token(req->headers[i].name) || has_control(req->headers[i].value))
            return problem_raise(req, PROBLEM_MALFORMED, "A header field is malformed.");
    if (count_header(req, "Host") != 1)
        return problem_raise(req, PROBLEM_MALFORMED, "Exactly one Host is needed.");
    if (count_header(req, "Authorization") > 1)
        return problem_raise(req, PROBLEM_MALFORMED, "Only one Authorization is taken.");
    if (count_header(req, "Content-Type") > 1 || count_header(req, "If-Match") > 1 ||
        count_header(req, "X-Purpose") > 1)
        return problem_raise(req, PROBLEM_MALFORMED, "A header field is repeated.");
    return true;
}

/* How long the body is must be beyond doubt: two readers that disagree about
 * it are how requests get smuggled. */
static bool check_framing(struct request *req)
{
    const char *length = request_header(req, "Content-Length");
    const char *coding = request_header(req, "Transfer-Encoding");
    if (count_header(req, "Content-Length") > 1 || count_header(req, "Transfer-Encoding") > 1 ||
        (length && coding))
        return problem_raise(req, PROBLEM_MALFORMED, "The length of the body is ambiguous.");
    if (length &&
        (!*length || strlen(length) > 15 || strspn(length, "0123456789") != strlen(length)))
        return problem_raise(req, PROBLEM_MALFORMED, "Content-Length must be a whole number.");
    if (coding)
        return problem_raise(req, PROBLEM_LENGTH, "Send the body with a Content-Length.");
    const char *encoding = request_header(req, "Content-Encoding");
    if (encoding && strcasecmp(encoding, "identity") != 0 && strcasecmp(encoding, "gzip") != 0)
        return problem_raise(req, PROBLEM_MEDIA, "This Content-Encoding is not known here.");
    return true;
}

static bool is_canonical(const char *target)
{
    if (target[0] != '/' || strstr(target, "//"))
        return false;
    for (const char *c = target; *c; c++)
        if (*c <= ' ' || *c >= 0x7F || strchr("\\#\"<>^`{|}", *c))
            return false;
    for (const char *dot = target; (dot = strstr(dot, "/.")); dot++)
        if (dot[2] == '/' || dot[2] == '\0' || (dot[2] == '.' && (dot[3] == '/' || !dot[3])))
            return false;
    return true;
}

/* Addresses are kept, in logs here and elsewhere. */
static bool check_secrets(struct request *req)
{
    if (!key_within(req->target) && !(req->query && key_within(req->query)))
        return true;
    req->target = "/";
    return problem_raise(req, PROBLEM_MALFORMED,
                         "A key stands in the address, where others may have read it: revoke it.");
}

static bool check_target(struct request *req)
{
    size_t query = req->query ? strlen(req->query) : 0;
    if (strlen(req->target) > TARGET_MAX || query > QUERY_MAX)
        return problem_raise(req, PROBLEM_TARGET_LENGTH, "Use a shorter path and query.");
    if (!is_canonical(req->target))
        return problem_raise(req, PROBLEM_MALFORMED, "The path is not in its canonical form.");
    return true;
}

bool guard_check(struct request *req)
{
    return check_secrets(req) && check_method(req) && check_headers(req) && check_framing(req) &&
           check_target(req);
}
