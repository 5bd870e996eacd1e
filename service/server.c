#define _GNU_SOURCE /* POLLRDHUP */
#include "server.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <civetweb.h>
#include <sodium.h>

#include "application.h"
#include "drain.h"
#include "interpose.h"
#include "log.h"
#include "memory.h"
#include "metrics.h"
#include "monotonic.h"
#include "peer.h"
#include "pipeline.h"
#include "request.h"
#include "stream.h"
#include "text.h"
#include "transport.h"

#define DRAIN_BYTES (16LL << 20)
#define DRAIN_BODY_MS 2000

struct server {
    struct application *app;
    struct mg_context *context;
};

struct socket_transport {
    struct transport transport;
    struct mg_connection *connection;
    int fd;
    long long limit_ms; /* for the whole body, from its first read on */
    int64_t until_ns;
};

static long socket_read(struct transport *transport, char *bytes, size_t size)
{
    struct socket_transport *socket = (struct socket_transport *)transport;
    if (!socket->until_ns)
        socket->until_ns = clock_ns() + socket->limit_ms * 1000000;
    socket_deadline_set(socket->until_ns);
    long got = mg_read(socket->connection, bytes, size);
    socket_deadline_set(0); /* what libpq reads in this thread has limits of its own */
    return got;
}

static void socket_prolong(struct transport *transport)
{
    ((struct socket_transport *)transport)->until_ns = 0;
}

static void socket_proceed(struct transport *transport)
{
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    mg_write(((struct socket_transport *)transport)->connection, line, sizeof line - 1);
}

static bool socket_write(struct transport *transport, const char *bytes, size_t size, long stall_ms)
{
    struct mg_connection *connection = ((struct socket_transport *)transport)->connection;
    socket_stall_set(stall_ms * 1000000LL);
    bool good = mg_write(connection, bytes, size) == (int)size;
    socket_stall_set(0);
    return good;
}

static bool socket_gone(struct transport *transport)
{
    struct pollfd socket = {((struct socket_transport *)transport)->fd, POLLRDHUP, 0};
    return poll(&socket, 1, 0) > 0 && socket.revents;
}

/* A client may name its request; otherwise it gets a random name. */
static void request_name(struct request *req)
{
    const char *given = request_header(req, "X-Request-Id");
    unsigned char random[16];
    if (given && strlen(given) < sizeof req->id && text_is_code(given, strlen(given))) {
        strncpy(req->id, given, sizeof req->id - 1);
        return;
    }
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(req->id, sizeof req->id, random, sizeof random);
}

/* Whether civetweb took every line of the head for what it is. It drops lines
 * after one that is malformed, and a space before a colon, in silence; but it
 * parses in place, so what it passed over is still there: after each name only
 * blanks may stand, and after the last value the empty line. */
static bool head_is_whole(const struct mg_request_info *info)
{
    const char *end = "\r";
    for (int i = 0; i < info->num_headers; i++) {
        const struct mg_header *header = &info->http_headers[i];
        const char *between = header->name + strlen(header->name) + 1;
        if (between + strspn(between, " \t") < header->value)
            return false;
        end = header->value + strlen(header->value);
        end += end[1] ? 1 : 2; /* LF or CRLF became zeros */
    }
    return *end == '\r' || *end == '\n';
}

/* All lines of X-Forwarded-For, joined by commas. */
static const char *forwarded_for(const struct request *req)
{
    const char *whole = NULL;
    for (size_t i = 0; i < req->header_count; i++)
        if (!strcasecmp(req->headers[i].name, "X-Forwarded-For"))
            whole = whole ? arena_printf(req->arena, "%s,%s", whole, req->headers[i].value)
                          : req->headers[i].value;
    return whole;
}

static void request_begin(struct request *req, struct application *app, struct arena *arena,
                          const struct mg_request_info *info)
{
    *req = (struct request){.app = app,
                            .arena = arena,
                            .method = info->request_method,
                            .target = info->request_uri ? info->request_uri : "",
                            .query = info->query_string,
                            .content_length = info->content_length,
                            .started_ns = clock_ns()};
    size_t count = info->num_headers > 0 ? (size_t)info->num_headers : 0;
    struct header *headers = arena_array(arena, struct header, count + 1);
    for (size_t i = 0; i < count; i++)
        headers[i] = (struct header){info->http_headers[i].name, info->http_headers[i].value};
    req->headers = headers;
    req->garbled = !head_is_whole(info);
    req->header_count = count;
    req->peer = peer_of(arena, info->remote_addr, forwarded_for(req), app->config.forwarded);
    req->content_length = request_header(req, "Content-Length") ? info->content_length : -1;
    request_name(req);
}

/* Reads on for a while after a refusal: closing with bytes unread resets the
 * connection, and the client, or the proxy, would lose the answer. */
static void body_drain(struct mg_connection *connection, const struct request *req)
{
    char waste[16384];
    long long got = 1, left = req->content_length - req->body_taken;
    if (left > DRAIN_BYTES)
        left = DRAIN_BYTES;
    socket_deadline_set(clock_ns() + DRAIN_BODY_MS * 1000000LL);
    for (; left > 0 && got > 0; left -= got)
        got = mg_read(connection, waste, sizeof waste);
    socket_deadline_set(0);
}

static bool knows_chunks(const struct mg_request_info *info)
{
    return info->http_version && !strcmp(info->http_version, "1.1");
}

static int on_request(struct mg_connection *connection)
{
    struct application *app = mg_get_user_data(mg_get_context(connection));
    struct arena *arena = mg_get_thread_pointer(connection);
    struct socket_transport transport = {{knows_chunks(mg_get_request_info(connection)),
                                          socket_read, socket_prolong, socket_proceed, socket_write,
                                          socket_gone},
                                         connection,
                                         socket_received_last(),
                                         app->config.body_timeout_ms,
                                         0};
    struct request req;
    atomic_fetch_add(&app->in_flight, 1);
    request_begin(&req, app, arena, mg_get_request_info(connection));
    req.transport = &transport.transport;
    pipeline_run(&req);
    mg_disable_connection_keep_alive(connection);
    const struct buffer *out = stream_begun(&req) ? stream_last(&req) : reply_wire(&req);
    if (out->size)
        mg_write(connection, out->bytes, out->size);
    body_drain(connection, &req);
    metrics_count(&req);
    log_request(&req);
    int status = req.reply.status;
    arena_reset(arena);
    atomic_fetch_sub(&app->in_flight, 1);
    return status;
}

/* What civetweb refuses by itself never reaches on_request. */
static int on_error(struct mg_connection *connection, int status, const char *message)
{
    log_event("info", "malformed", "peer", mg_get_request_info(connection)->remote_addr, "message",
              message, NULL);
    static const char body[] =
        "{\"type\":\"urn:continuum:problem:malformed-request\",\"title\":\"The request is "
        "malformed\",\"code\":\"malformed-request\",\"status\":%d,\"detail\":\"It could not be read "
        "as HTTP/1.1.\"}\n";
    char text[sizeof body + 8], head[256];
    int size = snprintf(text, sizeof text, body, status);
    int head_size = snprintf(head, sizeof head,
                             "HTTP/1.1 %d Refused\r\nContent-Type: application/problem+json\r\n"
                             "Content-Length: %d\r\nCache-Control: no-store\r\n"
                             "Connection: close\r\n\r\n",
                             status, size);
    mg_disable_connection_keep_alive(connection);
    mg_write(connection, head, (size_t)head_size);
    mg_write(connection, text, (size_t)size);
    return 0;
}

static void *on_thread(const struct mg_context *context, int thread_type)
{
    const struct application *app = mg_get_user_data(context);
    return thread_type == 1 ? arena_new((size_t)app->config.request_memory_mib << 20) : NULL;
}

static void on_thread_end(const struct mg_context *context, int thread_type, void *arena)
{
    (void)context;
    if (thread_type == 1)
        arena_free(arena);
}

static int on_message(const struct mg_connection *connection, const char *message)
{
    (void)connection;
    log_event("debug", "server", "message", message, NULL);
    return 1;
}

static const struct mg_callbacks callbacks = {.begin_request = on_request,
                                              .http_error = on_error,
                                              .log_message = on_message,
                                              .init_thread = on_thread,
                                              .exit_thread = on_thread_end};

struct server *server_start(struct application *app)
{
    char threads[16], timeout[16], error[256] = "";
    const struct config *config = &app->config;
    snprintf(threads, sizeof threads, "%lld", config->threads);
    snprintf(timeout, sizeof timeout, "%lld", config->body_timeout_ms);
    const char *options[] = {"listening_ports",
                             config->listen,
                             "num_threads",
                             threads,
                             "request_timeout_ms",
                             timeout,
                             "enable_keep_alive",
                             "no",
                             "decode_url",
                             "no",
                             "tcp_nodelay",
                             "0",
                             "listen_backlog",
                             "1024",
                             "connection_queue",
                             "1024",
                             "access_control_allow_origin",
                             "",
                             "access_control_allow_methods",
                             "",
                             "access_control_allow_headers",
                             "",
                             NULL};
    struct mg_init_data init = {&callbacks, app, options};
    unsigned code = 0;
    struct mg_error_data problem = {&code, error, sizeof error};
    interpose_stack_size((size_t)1 << 20);
    mg_init_library(0);
    struct mg_context *context = mg_start2(&init, &problem);
    if (!context) {
        fprintf(stderr, "continuum: cannot serve on %s: %s\n", config->listen, error);
        return NULL;
    }
    struct server *server = memory_new(sizeof *server);
    *server = (struct server){app, context};
    return server;
}

void server_stop(struct server *server)
{
    struct application *app = server->app;
    drain(app);
    mg_stop(server->context);
    mg_exit_library();
    free(server);
}
