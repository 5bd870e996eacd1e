#ifndef CONTINUUM_TRANSPORT_H
#define CONTINUUM_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

struct request;

/* How the bytes come and go; the server gives the socket, tests give memory. */
struct transport {
    bool chunks; /* the client knows them: HTTP/1.1 */
    /* Up to size bytes of the body: 0 at its end, -1 when cut or too slow. */
    long (*read)(struct transport *transport, char *bytes, size_t size);
    /* Gives what is still to come as much time as a whole body has. */
    void (*prolong)(struct transport *transport);
    /* Tells a client that waits for it to send its body (100 Continue). */
    void (*proceed)(struct transport *transport);
    /* All of the bytes; false where the client is gone, or took none for so long. */
    bool (*write)(struct transport *transport, const char *bytes, size_t size, long stall_ms);
    /* Whether the client closed the connection, or its side of it. */
    bool (*gone)(struct transport *transport);
};

/* The next bytes of a body that is streamed; 0 at its end. -1 where they are cut or too slow,
 * which is the problem then. Each piece may take as long as a whole body elsewhere. */
long body_pull(struct request *req, char *bytes, size_t size);

#endif
