#include <string.h>
#include <strings.h>

#include "pipeline.h"
#include "request.h"
#include "schema.h"
#include "strict.h"
#include "text.h"
#include "transport.h"

#define DEPTH_MAX 32     /* a deeper document would overrun the parser's stack */
#define VALUES_MAX 50000 /* {} repeated costs the parser 77 times its bytes */
#define READ_BYTES 16384

static enum media media_of_body(const struct request *req)
{
    const char *type = request_header(req, "Content-Type");
    if (!type)
        return MEDIA_NONE;
    size_t length = strcspn(type, "; \t");
    for (enum media media = MEDIA_JSON; media < MEDIA_COUNT; media++)
        if (length == strlen(media_types[media]) && !strncasecmp(type, media_types[media], length))
            return media;
    return MEDIA_NONE;
}

/* The types that are taken, one after the other. */
static const char *types_taken(struct request *req)
{
    struct buffer *types = buffer_new(req->arena, 128);
    for (enum media media = MEDIA_JSON; media < MEDIA_COUNT; media++)
        if (req->operation->request_media & MEDIA_BIT(media))
            buffer_printf(types, "%s%s", types->size ? ", " : "", media_types[media]);
    return types->bytes;
}

static bool body_expected(struct request *req)
{
    const struct operation *operation = req->operation;
    if (!operation->request_media)
        return req->content_length <= 0 ||
               problem_raise(req, PROBLEM_MALFORMED, "No body is taken here.");
    if (req->content_length < 0)
        return !operation->body_required ||
               problem_raise(req, PROBLEM_LENGTH, "Send a body with its Content-Length.");
    if ((unsigned long long)req->content_length > operation->body_limit)
        return problem_raise(req, PROBLEM_TOO_LARGE, "A body has at most %zu bytes here.",
                             operation->body_limit);
    req->body_media = media_of_body(req);
    if (!(operation->request_media & MEDIA_BIT(req->body_media)))
        return problem_raise(req, PROBLEM_MEDIA, "Send %s.", types_taken(req));
    const char *encoding = request_header(req, "Content-Encoding");
    if (encoding && strcasecmp(encoding, "identity") != 0 && !operation->streamed)
        return problem_raise(req, PROBLEM_MEDIA, "Bodies are taken uncompressed only.");
    return true;
}

/* At most size bytes of those that are to come. */
static long pull(struct request *req, char *bytes, size_t size)
{
    long long left = req->content_length - req->body_taken;
    if (left <= 0)
        return 0;
    if ((long long)size > left)
        size = (size_t)left;
    long got = req->transport->read(req->transport, bytes, size);
    if (got > 0)
        req->body_taken += got;
    else
        problem_raise(req, PROBLEM_TIMEOUT, "%lld of %lld bytes came in time.", req->body_taken,
                      req->content_length);
    return got > 0 ? got : -1;
}

long body_pull(struct request *req, char *bytes, size_t size)
{
    long whole = 0, got = 1;
    req->transport->prolong(req->transport);
    while (got > 0 && (size_t)whole < size) {
        got = pull(req, bytes + whole, size - (size_t)whole);
        whole += got > 0 ? got : 0;
    }
    return got < 0 ? -1 : whole;
}

static bool read_all(struct request *req)
{
    struct buffer *body = buffer_new(req->arena, (size_t)req->content_length + READ_BYTES);
    for (long got = 1; got > 0; body->size += got > 0 ? (size_t)got : 0) {
        got = pull(req, buffer_room(body, READ_BYTES), READ_BYTES);
        if (got < 0)
            return false;
    }
    body->bytes[body->size] = '\0';
    req->body = body;
    if (!text_is_utf8(body->bytes, body->size))
        return problem_raise(req, PROBLEM_MALFORMED, "The body is not UTF-8 text without NUL.");
    request_bind(req, "body", body->bytes);
    return true;
}

bool body_read(struct request *req)
{
    if (!body_expected(req))
        return false;
    if (req->content_length < 0 || !req->operation->request_media)
        return true;
    const char *expect = request_header(req, "Expect");
    if (expect && !strcasecmp(expect, "100-continue"))
        req->transport->proceed(req->transport);
    return req->operation->streamed || read_all(req);
}

bool body_check(struct request *req)
{
    if (req->body_media != MEDIA_JSON || !req->body)
        return true;
    if (!json_within(req->body->bytes, DEPTH_MAX, VALUES_MAX))
        return problem_raise(req, PROBLEM_INVALID, "JSON may nest %d deep and hold %d values.",
                             DEPTH_MAX, VALUES_MAX);
    json_error_t error;
    req->json = json_loadb(req->body->bytes, req->body->size, JSON_REJECT_DUPLICATES, &error);
    if (!request_own_json(req, req->json))
        return problem_raise(
            req, PROBLEM_MALFORMED, "The body is not JSON: line %d, column %d: %s.", error.line,
            error.column, text_is_utf8(error.text, strlen(error.text)) ? error.text : "invalid");
    schema_check_body(req, req->operation->body, req->json);
    return faults_raise(req, PROBLEM_INVALID);
}
