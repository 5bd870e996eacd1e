#include "stream.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "buffer.h"
#include "reply.h"
#include "request.h"
#include "transport.h"

#define DIGEST_BYTES 32
#define TRAILERS 3

struct stream {
    struct request *req;
    struct buffer *buffer; /* content that was not sent */
    struct buffer *wire;   /* what is sent next */
    EVP_MD_CTX *digest;
    size_t hashed; /* bytes of the buffer that the digest has seen */
    size_t sent;   /* bytes of content */
    bool begun, lost;
    struct trailer {
        const char *name, *value;
    } trailers[TRAILERS];
    size_t trailer_count;
};

static void release_digest(void *digest)
{
    EVP_MD_CTX_free(digest);
}

struct stream *stream_new(struct request *req, const char *type)
{
    struct stream *stream = arena_alloc(req->arena, sizeof *stream);
    *stream = (struct stream){.req = req,
                              .buffer = buffer_new(req->arena, STREAM_BYTES + STREAM_BYTES / 4),
                              .digest = EVP_MD_CTX_new()};
    arena_defer(req->arena, release_digest, stream->digest);
    EVP_DigestInit_ex(stream->digest, EVP_sha256(), NULL);
    req->reply.type = type;
    req->stream = stream;
    stream_trailer(stream, "X-Row-Count", NULL);
    stream_trailer(stream, "Repr-Digest", NULL);
    return stream;
}

struct buffer *stream_buffer(struct stream *stream)
{
    return stream->buffer;
}

static void hash(struct stream *stream)
{
    struct buffer *buffer = stream->buffer;
    EVP_DigestUpdate(stream->digest, buffer->bytes + stream->hashed, buffer->size - stream->hashed);
    stream->hashed = buffer->size;
}

/* Of what was hashed so far, which may go on. */
static void digest_now(struct stream *stream, unsigned char digest[DIGEST_BYTES])
{
    EVP_MD_CTX *copy = EVP_MD_CTX_new();
    hash(stream);
    EVP_MD_CTX_copy_ex(copy, stream->digest);
    EVP_DigestFinal_ex(copy, digest, NULL);
    EVP_MD_CTX_free(copy);
}

const char *stream_digest(struct stream *stream)
{
    unsigned char digest[DIGEST_BYTES];
    char *hex = arena_alloc(stream->req->arena, 2 * DIGEST_BYTES + 1);
    digest_now(stream, digest);
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return hex;
}

void stream_trailer(struct stream *stream, const char *name, const char *value)
{
    size_t i = 0;
    while (i < stream->trailer_count && strcmp(stream->trailers[i].name, name) != 0)
        i++;
    if (i == stream->trailer_count && i < TRAILERS)
        stream->trailer_count++;
    if (i < TRAILERS)
        stream->trailers[i] = (struct trailer){name, value};
}

/* Everything up to the first chunk. */
static const struct buffer *head(struct stream *stream)
{
    struct request *req = stream->req;
    struct buffer *names = buffer_new(req->arena, 128);
    req->reply.status = 200;
    for (size_t i = 0; i < stream->trailer_count; i++)
        buffer_printf(names, "%s%s", i ? ", " : "", stream->trailers[i].name);
    if (req->transport->chunks) {
        reply_header(req, "Trailer", names->bytes);
        reply_header(req, "Transfer-Encoding", "chunked");
    }
    reply_common_headers(req);
    return reply_head(req);
}

static bool put(struct stream *stream, const struct buffer *bytes)
{
    struct transport *transport = stream->req->transport;
    stream->lost =
        stream->lost || !transport->write(transport, bytes->bytes, bytes->size, STREAM_STALL_MS);
    return !stream->lost;
}

/* All content so far, as a chunk. */
static void add_chunk(struct stream *stream, struct buffer *to)
{
    struct buffer *content = stream->buffer;
    bool chunk = stream->req->transport->chunks && content->size > 0;
    hash(stream);
    stream->sent += content->size;
    if (chunk)
        buffer_printf(to, "%zx\r\n", content->size);
    buffer_add(to, content->bytes, content->size);
    if (chunk)
        buffer_text(to, "\r\n");
    content->size = stream->hashed = 0;
}

/* HEAD is answered when all is known, as GET would be up to the body. */
static bool pass(struct stream *stream)
{
    if (stream->req->head) {
        hash(stream);
        stream->buffer->size = stream->hashed = 0;
        return true;
    }
    if (!stream->wire)
        stream->wire = buffer_new(stream->req->arena, 2 * STREAM_BYTES);
    stream->wire->size = 0;
    bool good = stream->begun || put(stream, head(stream));
    stream->begun = true;
    add_chunk(stream, stream->wire);
    return (good && put(stream, stream->wire)) ||
           problem_raise(stream->req, PROBLEM_TIMEOUT, "The client took nothing, or has gone.");
}

bool stream_pass(struct stream *stream)
{
    return stream->buffer->size < STREAM_BYTES || pass(stream);
}

bool stream_wanted(const struct stream *stream)
{
    struct transport *transport = stream->req->transport;
    return !transport->gone(transport) ||
           problem_raise(stream->req, PROBLEM_TIMEOUT, "The client has gone.");
}

bool stream_end(struct stream *stream, size_t rows)
{
    struct request *req = stream->req;
    unsigned char digest[DIGEST_BYTES], text[4 * DIGEST_BYTES];
    digest_now(stream, digest);
    EVP_EncodeBlock(text, digest, DIGEST_BYTES);
    stream_trailer(stream, "X-Row-Count", arena_printf(req->arena, "%zu", rows));
    stream_trailer(stream, "Repr-Digest", arena_printf(req->arena, "sha-256=:%s:", text));
    req->reply.status = 200;
    req->reply.body = stream->buffer;
    for (size_t i = 0; !stream->begun && i < stream->trailer_count; i++)
        if (stream->trailers[i].value)
            reply_header(req, stream->trailers[i].name, stream->trailers[i].value);
    return true;
}

bool stream_begun(const struct request *req)
{
    return req->stream && req->stream->begun;
}

size_t stream_sent(const struct request *req)
{
    return req->stream->sent;
}

const struct buffer *stream_last(const struct request *req)
{
    struct stream *stream = req->stream;
    struct buffer *last = stream->wire;
    last->size = 0;
    if (req->problem.kind)
        return last;
    add_chunk(stream, last);
    if (!req->transport->chunks)
        return last;
    buffer_text(last, "0\r\n");
    for (size_t i = 0; i < stream->trailer_count; i++)
        if (stream->trailers[i].value)
            buffer_printf(last, "%s: %s\r\n", stream->trailers[i].name, stream->trailers[i].value);
    buffer_text(last, "\r\n");
    return last;
}
