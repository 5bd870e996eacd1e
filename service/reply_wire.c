#include "buffer.h"
#include "reply.h"
#include "request.h"

static const char *reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    default:
        return status < 500 ? "Refused" : "Failed";
    }
}

static struct buffer *begin(const struct request *req, size_t size)
{
    const struct reply *reply = &req->reply;
    struct buffer *out = buffer_new(req->arena, size + 2048);
    buffer_printf(out, "HTTP/1.1 %d %s\r\n", reply->status, reason(reply->status));
    if (reply->headers)
        buffer_add(out, reply->headers->bytes, reply->headers->size);
    if (reply->status != 204 && reply->status != 304)
        buffer_printf(out, "Content-Type: %s\r\n", reply->type ? reply->type : "application/json");
    return out;
}

const struct buffer *reply_head(const struct request *req)
{
    struct buffer *out = begin(req, 0);
    buffer_text(out, "Connection: close\r\n\r\n");
    return out;
}

const struct buffer *reply_wire(const struct request *req)
{
    const struct reply *reply = &req->reply;
    size_t size = reply->body ? reply->body->size : 0;
    struct buffer *out = begin(req, size);
    if (reply->status != 204 && reply->status != 304)
        buffer_printf(out, "Content-Length: %zu\r\n", size);
    buffer_text(out, "Connection: close\r\n\r\n");
    if (!req->head && size)
        buffer_add(out, reply->body->bytes, size);
    return out;
}
