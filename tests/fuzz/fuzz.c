#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "application.h"
#include "key_cache.h"
#include "role.h"
#include "standing.h"
#include "table.h"
#include "text.h"
#include "throttle.h"
#include "transport.h"

#define HEADERS_MAX 64
#define PIECE 1000

struct memory {
    struct transport transport;
    const char *at;
    size_t left;
};

static struct application app;
static struct arena *arena;
static struct request request;
static struct header headers[HEADERS_MAX];
static struct memory memory;
const char *fuzz_scopes = all_scopes;

_Noreturn void fuzz_fail(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

static long memory_read(struct transport *transport, char *bytes, size_t size)
{
    struct memory *from = (struct memory *)transport;
    if (size > from->left)
        size = from->left;
    if (size > PIECE)
        size = PIECE;
    memcpy(bytes, from->at, size);
    from->at += size;
    from->left -= size;
    return (long)size;
}

static void memory_proceed(struct transport *transport)
{
    (void)transport;
}

static void start(void)
{
    /* The same seed every time: coverage must not depend on chance. */
    json_object_seed(1);
    CHECK(sodium_init() >= 0);
    app.config.key_secret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    app.config.origins = "https://one.example https://two.example:8443";
    app.config.request_memory_mib = 16; /* the least that may be set */
    arena = arena_new((size_t)app.config.request_memory_mib << 20);
    app.config.transfers = app.config.threads = 1;
    app.keys = key_cache_new();
    app.throttle = throttle_new(&app.config);
    app.standings = standings_new();
}

struct request *fuzz_request(void)
{
    if (!arena)
        start();
    arena_reset(arena);
    key_cache_drop(app.keys, FUZZ_IDENTIFIER); /* nothing is left of the last input */
    memory = (struct memory){
        .transport = {.read = memory_read, .prolong = memory_proceed, .proceed = memory_proceed}};
    request = (struct request){.app = &app,
                               .arena = arena,
                               .transport = &memory.transport,
                               .method = "GET",
                               .target = "/",
                               .headers = headers,
                               .content_length = -1,
                               .peer = "192.0.2.1",
                               .id = "fuzz"};
    fuzz_header(&request, "Host", "service.example");
    return &request;
}

struct request *fuzz_request_for(const struct operation *operation)
{
    struct request *req = fuzz_request();
    req->operation = operation;
    req->method = method_names[operation->method];
    req->target = operation->path;
    req->media = MEDIA_JSON;
    return req;
}

void fuzz_header(struct request *req, const char *name, const char *value)
{
    if (req->header_count < HEADERS_MAX)
        headers[req->header_count++] = (struct header){name, value};
}

void fuzz_body(struct request *req, const char *type, const char *bytes, size_t size)
{
    memory.at = bytes;
    memory.left = size;
    req->content_length = (long long)size;
    fuzz_header(req, "Content-Type", type);
}

const struct operation *fuzz_operation(uint8_t choice, enum media media)
{
    const struct operation *fitting[256];
    size_t count = 0;
    for (size_t i = 0; i < operation_count; i++)
        if (operations[i].request_media & MEDIA_BIT(media))
            fitting[count++] = &operations[i];
    return fitting[choice % count];
}

char *fuzz_text(struct request *req, const void *bytes, size_t size)
{
    return size ? arena_strndup(req->arena, bytes, size) : arena_strdup(req->arena, "");
}

char *fuzz_part(char **rest, char delimiter)
{
    char *part = *rest;
    if (!part)
        return NULL;
    char *end = strchr(part, delimiter);
    if (end)
        *end++ = '\0';
    *rest = end;
    return part;
}

void fuzz_make_utf8(char *text, size_t size)
{
    bool valid = text_is_utf8(text, size);
    for (size_t i = 0; i < size; i++)
        if (!text[i] || (!valid && (unsigned char)text[i] >= 0x80))
            text[i] = '?';
}

struct table *fuzz_table(struct request *req, const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    struct column columns[8];
    size_t count = size ? bytes[0] % 8u + 1 : 1, row = 0, column = count;
    for (size_t i = 0; i < count; i++)
        columns[i] = (struct column){names[i], COLUMN_TEXT};
    struct table *table = table_new(req->arena, columns, count);
    for (size_t at = 1; at < size;) {
        const uint8_t *end = memchr(bytes + at, 0xFF, size - at);
        size_t length = end ? (size_t)(end - bytes) - at : size - at;
        char *cell = fuzz_text(req, bytes + at, length);
        fuzz_make_utf8(cell, length);
        if (column == count) {
            row = table_add_row(req->arena, table);
            column = 0;
        }
        table_set(table, row, names[column++], length ? cell : NULL);
        at += length + 1;
    }
    return table;
}

json_t *fuzz_json(const struct buffer *text)
{
    json_t *json = json_loadb(text->bytes, text->size, JSON_REJECT_DUPLICATES, NULL);
    CHECK(json);
    return json;
}

/* One line of a head: whatever a value holds, it makes no new line. */
static void check_line(const char *line, size_t length)
{
    size_t name = strcspn(line, ":");
    CHECK(name > 0 && name + 1 < length && line[name + 1] == ' ');
    for (size_t i = 0; i < length; i++)
        CHECK((unsigned char)line[i] >= 0x20 && line[i] != 0x7F);
}

/* The answer as RFC 9112 wants it. */
static void check_wire(const struct request *req)
{
    const struct buffer *wire = reply_wire(req);
    const char *length = strstr(wire->bytes, "\r\nContent-Length: ");
    const char *at = wire->bytes + strlen("HTTP/1.1 200 ");
    CHECK(!strncmp(wire->bytes, "HTTP/1.1 ", 9) && strtol(wire->bytes + 9, NULL, 10) > 199);
    for (at += strcspn(at, "\r") + 2; *at != '\r'; at += strcspn(at, "\r") + 2) {
        check_line(at, strcspn(at, "\r"));
        CHECK(at[strcspn(at, "\r") + 1] == '\n');
    }
    size_t body = wire->size - (size_t)(at + 2 - wire->bytes);
    CHECK(at[1] == '\n' && (length || !body));
    CHECK(!body || req->head || strtoull(length + 18, NULL, 10) == body);
}

static void check_problem(const struct request *req)
{
    const struct buffer *body = req->reply.body;
    CHECK(req->reply.status == problem_status(req->problem.kind));
    CHECK(text_is_utf8(body->bytes, body->size));
    if (req->media == MEDIA_CSV)
        return;
    json_t *json = fuzz_json(body);
    CHECK(json_integer_value(json_object_get(json, "status")) == req->reply.status);
    CHECK(json_is_string(json_object_get(json, "detail")));
    CHECK(json_array_size(json_object_get(json, "errors")) <= PROBLEM_ERRORS_MAX);
    json_decref(json);
}

void fuzz_answer(struct request *req)
{
    if (!req->problem.kind && !req->reply.status)
        problem_raise(req, PROBLEM_INTERNAL, "No stage answered.");
    if (req->problem.kind && !req->reply.body)
        reply_problem(req);
    reply_common_headers(req);
    check_wire(req);
    if (req->problem.kind)
        check_problem(req);
    else if (req->reply.body && !strcmp(req->reply.type, "application/json"))
        json_decref(fuzz_json(req->reply.body));
    CHECK(req->reply.status >= 200 && req->reply.status < 600);
}
