#ifndef CONTINUUM_REPLY_H
#define CONTINUUM_REPLY_H

#include <stdbool.h>

struct buffer;
struct query;
struct request;
struct table;

/* The answer as it will be sent. */
struct reply {
    int status;
    const char *type;       /* Content-Type */
    struct buffer *headers; /* further header lines, each ending in CRLF */
    struct buffer *body;
    const char *given; /* a key that is shown this once, and kept by nobody in between */
};

/*
 * The answer. Each returns true, so that a handler can end with it. The table's
 * hidden columns become headers: _revision the ETag, _location the Location.
 */
bool reply_rows(struct request *req, int status, const struct table *rows);
bool reply_item(struct request *req, int status, const struct table *rows); /* its first row */
bool reply_bytes(struct request *req, const char *type, const void *bytes, unsigned long size);

/* A page of a list whose query takes :after and :limit and gives one row more
 * than asked for where there are more. */
bool reply_page(struct request *req, struct table *rows);

/* The usual whole handlers: one statement, one reply. item is 404 without a
 * row; change is item with 412 or 428 from If-Match; create is 201. */
bool perform_list(struct request *req, const struct query *query);
bool perform_item(struct request *req, const struct query *query);
bool perform_create(struct request *req, const struct query *query);
bool perform_change(struct request *req, const struct query *query);
bool perform_rows(struct request *req, const struct query *query);

/* What was answered before, and that it is what the client has. is_known: whether
 * If-None-Match names the tag. */
bool reply_again(struct request *req, struct buffer *body);
bool reply_not_modified(struct request *req);
bool reply_is_known(const struct request *req, const char *tag);

/* One header line; control characters in the value are left out. */
void reply_header(struct request *req, const char *name, const char *value);

/* Head and body as they go over the wire, in one buffer: two writes would cost
 * the client a delayed acknowledgement. */
const struct buffer *reply_wire(const struct request *req);

/* The head of an answer whose length is not known, see stream.h. */
const struct buffer *reply_head(const struct request *req);

/* For the pipeline. */
void reply_problem(struct request *req);
void reply_common_headers(struct request *req);

#endif
