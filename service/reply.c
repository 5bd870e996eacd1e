#include "reply.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "application.h"
#include "db.h"
#include "encode.h"
#include "monotonic.h"
#include "request.h"
#include "table.h"
#include "text.h"

void reply_header(struct request *req, const char *name, const char *value)
{
    if (!req->reply.headers)
        req->reply.headers = buffer_new(req->arena, 512);
    struct buffer *headers = req->reply.headers;
    buffer_printf(headers, "%s: ", name);
    for (; *value; value++)
        if ((unsigned char)*value >= 0x20 && *value != 0x7F)
            buffer_char(headers, *value);
    buffer_text(headers, "\r\n");
}

static struct buffer *begin(struct request *req, int status, const char *type)
{
    req->reply.status = status;
    req->reply.type = type;
    req->reply.body = buffer_new(req->arena, 4096);
    return req->reply.body;
}

static const char *content_type(const struct request *req)
{
    if (req->media == MEDIA_CSV)
        return "text/csv; charset=utf-8; header=present";
    bool own = req->media == MEDIA_NDJSON || req->media == MEDIA_XLSX || req->media == MEDIA_QDC;
    return own ? media_types[req->media] : "application/json";
}

/* The ETag: the row's revision, for If-Match, and a hash of the whole answer,
 * which also tells of other rows. */
static const char *entity_tag(struct request *req, const struct table *rows)
{
    const char *revision = table_get(rows, 0, "_revision");
    const struct buffer *body = req->reply.body;
    unsigned char hash[crypto_generichash_BYTES_MIN];
    if (!revision)
        return NULL;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)body->bytes, body->size, NULL, 0);
    return arena_printf(req->arena, "\"%s-%s\"", revision,
                        text_base64(req->arena, hash, sizeof hash));
}

static bool reply_window(struct request *req, int status, const struct table *rows,
                         const struct envelope *envelope)
{
    struct buffer *body = begin(req, status, content_type(req));
    audit_note(req, rows, envelope->rows);
    encoder_of(req->media)->rows(body, rows, envelope);
    return body->size || !envelope->rows ||
           problem_raise(req, PROBLEM_UNAVAILABLE, "There is no room for the file.");
}

bool reply_rows(struct request *req, int status, const struct table *rows)
{
    freshness_meta(req, rows);
    return reply_window(req, status, rows,
                        &(struct envelope){.meta = req->meta, .rows = rows->row_count});
}

bool reply_is_known(const struct request *req, const char *tag)
{
    const char *tags = request_header(req, "If-None-Match");
    return tags && req->operation->method == METHOD_GET &&
           (!strcmp(tags, "*") || strstr(tags, tag) != NULL);
}

bool reply_item(struct request *req, int status, const struct table *rows)
{
    const char *location = table_get(rows, 0, "_location");
    audit_note(req, rows, 1);
    req->audit.object = location;
    encoder_of(req->media)->item(begin(req, status, content_type(req)), rows);
    const char *tag = entity_tag(req, rows);
    if (tag)
        reply_header(req, "ETag", tag);
    if (location)
        reply_header(req, "Location", location);
    return !tag || !reply_is_known(req, tag) || reply_not_modified(req);
}

bool reply_not_modified(struct request *req)
{
    req->reply.status = 304;
    req->reply.body = NULL;
    return true;
}

bool reply_again(struct request *req, struct buffer *body)
{
    req->reply.status = 200;
    req->reply.type = content_type(req);
    req->reply.body = body;
    return true;
}

bool reply_bytes(struct request *req, const char *type, const void *bytes, unsigned long size)
{
    buffer_add(begin(req, 200, type), bytes, size);
    return true;
}

/* The same request with another cursor, for the Link to the next page. */
static const char *next_link(struct request *req, const char *cursor)
{
    struct buffer *link = buffer_new(req->arena, 256);
    buffer_printf(link, "<%s?", req->target);
    for (const char *at = req->query; at && *at;) {
        size_t length = strcspn(at, "&");
        const char *name = text_decode(req->arena, at, strcspn(at, "=&"), true);
        if (length && name && strcmp(name, "cursor") != 0) {
            buffer_add(link, at, length);
            buffer_char(link, '&');
        }
        at += length + (at[length] == '&');
    }
    buffer_printf(link, "cursor=%s>; rel=\"next\"", cursor);
    return link->bytes;
}

bool reply_page(struct request *req, struct table *rows)
{
    struct envelope envelope = {.meta = req->meta, .rows = rows->row_count};
    size_t limit = strtoul(request_value(req, "limit"), NULL, 10);
    if (rows->row_count > limit) {
        envelope.rows = limit;
        const char *key = table_get(rows, limit - 1, "_cursor");
        const char *whole = arena_printf(req->arena, "%s %s", req->operation->id, key);
        envelope.next_cursor = text_base64(req->arena, whole, strlen(whole));
        reply_header(req, "Link", next_link(req, envelope.next_cursor));
    }
    return reply_window(req, 200, rows, &envelope);
}

bool perform_list(struct request *req, const struct query *query)
{
    struct table *rows;
    return db_query(req, query, &rows) && reply_page(req, rows);
}

bool perform_rows(struct request *req, const struct query *query)
{
    struct table *rows;
    return db_query(req, query, &rows) && reply_rows(req, 200, rows);
}

static bool perform(struct request *req, const struct query *query, int status)
{
    struct table *rows;
    return db_row(req, query, &rows) && reply_item(req, status, rows);
}

bool perform_item(struct request *req, const struct query *query)
{
    return perform(req, query, 200);
}

bool perform_create(struct request *req, const struct query *query)
{
    return perform(req, query, 201);
}

/* If-Match holds the ETag that was read; of it, the revision counts. */
bool perform_change(struct request *req, const struct query *query)
{
    const char *tag = request_header(req, "If-Match");
    if (!tag)
        return problem_raise(req, PROBLEM_UNCONDITIONAL,
                             "Send the ETag that you read as If-Match.");
    char *revision = arena_strdup(req->arena, *tag == '"' ? tag + 1 : "");
    revision[strcspn(revision, "-\"")] = '\0';
    long long number;
    if (!text_to_integer(revision, &number) || tag[strlen(tag) - 1] != '"')
        return problem_raise(req, PROBLEM_PRECONDITION, "If-Match is not an ETag of this.");
    request_bind(req, "revision", revision);
    return perform_item(req, query);
}

void reply_problem(struct request *req)
{
    enum problem_kind kind = req->problem.kind;
    bool csv = req->media == MEDIA_CSV;
    const char *type = csv ? "text/plain; charset=utf-8" : "application/problem+json";
    encoder_of(req->media)->problem(begin(req, problem_status(kind), type), req);
    if (kind == PROBLEM_UNAUTHENTICATED)
        reply_header(req, "WWW-Authenticate",
                     "Bearer realm=\"continuum\", Basic realm=\"continuum\"");
    if (kind == PROBLEM_UNAVAILABLE || kind == PROBLEM_RATE)
        reply_header(req, "Retry-After",
                     arena_printf(req->arena, "%lld",
                                  req->retry_after_s ? (long long)req->retry_after_s : 2LL));
}

void reply_common_headers(struct request *req)
{
    const char *origin = request_header(req, "Origin");
    reply_header(req, "X-Request-Id", req->id);
    reply_header(req, "Cache-Control", req->reply.given ? "no-store" : "private, no-cache");
    reply_header(req, "X-Content-Type-Options", "nosniff");
    reply_header(req, "Vary", "Accept, Authorization, Origin");
    if (origin && text_has_word(req->app->config.origins, origin)) {
        reply_header(req, "Access-Control-Allow-Origin", origin);
        reply_header(
            req, "Access-Control-Expose-Headers",
            "ETag, Link, Location, Repr-Digest, Retry-After, X-Data-Version, X-Next-Cursor, "
            "X-Request-Id, X-Row-Count");
    }
    reply_header(req, "Server-Timing",
                 arena_printf(req->arena, "db;dur=%.3f, total;dur=%.3f",
                              (double)req->database_ns / 1e6,
                              (double)(clock_ns() - req->started_ns) / 1e6));
}
