#ifndef CONTINUUM_SERVER_H
#define CONTINUUM_SERVER_H

#include <stdbool.h>

struct application;

/*
 * The HTTP server, the one module that knows civetweb. Every connection carries
 * one request: civetweb drops malformed header lines in silence, so on a
 * connection that is kept, what was meant as a body could run as a request.
 * TLS, HTTP/2 and keep-alive towards clients belong to the proxy in front.
 */
struct server;

/* Listens and serves; NULL with a reason on standard error. */
struct server *server_start(struct application *app);

/*
 * Ends without cutting an answer: not ready for drain_ms, then no new
 * connections, then the requests in flight get drain_limit_ms to end.
 */
void server_stop(struct server *server);

#endif
