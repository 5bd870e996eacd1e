#ifndef CONTINUUM_REQUEST_H
#define CONTINUUM_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "arena.h"
#include "audit.h"
#include "buffer.h"
#include "caller.h"
#include "freshness.h"
#include "operation.h"
#include "problem.h"
#include "reply.h"

struct application;
struct session;
struct stream;
struct transport;
struct value;

struct header {
    const char *name, *value;
};

/*
 * One request, alive from its head to its log line. All of it lies in its
 * arena. A stage is `bool stage(struct request *)`; false means that a problem
 * was raised or the answer is complete.
 */
struct request {
    struct application *app;
    struct arena *arena;
    struct transport *transport;

    const char *method, *target, *query; /* as sent; the path without query; query may be NULL */
    const struct header *headers;
    size_t header_count;
    long long content_length; /* -1: none was given */
    long long body_taken;     /* of it, so far */
    bool garbled;             /* the head had lines that are no header fields */
    const char *peer;         /* the client's address, see peer.h */

    char id[40];
    int64_t started_ns, database_ns;
    bool bulk;               /* its statements join many rows, whatever the planner guesses */
    struct session *session; /* held for a snapshot; NULL otherwise */
    struct taker *taker;     /* of the rows of the statement that runs; NULL: they are kept */

    const struct operation *operation;
    bool head;                    /* HEAD: the operation is GET and the body stays away */
    struct value *values;         /* parameters and what handlers bind, newest first */
    enum media media, body_media; /* of the answer, of what came */
    struct buffer *body;          /* as sent; NULL where none came */
    json_t *json;                 /* the body, parsed, borrowed from the arena */
    struct caller caller;
    bool refused;         /* the caller was, and that is to be audited */
    const char *transfer; /* who moves a file with it; NULL where none is moved */
    struct audit audit;   /* what its entry will say */
    struct freshness fresh;
    json_t *meta; /* of the answer, borrowed from the arena; NULL where none */

    struct problem problem;
    int64_t retry_after_s; /* of a problem that passes */
    struct reply reply;
    struct stream *stream; /* by which it is sent; NULL: in one piece */
};

/* The header's value, or NULL. Names are compared without case. */
const char *request_header(const struct request *req, const char *name);

/* A parameter's value or what request_bind() gave it; NULL where absent. */
const char *request_value(const struct request *req, const char *name);
void request_bind(struct request *req, const char *name, const char *text);

/* Makes the arena release the JSON value at the end. Returns json. */
json_t *request_own_json(struct request *req, json_t *json);

#endif
