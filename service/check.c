#include "check.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "config.h"

static int connect_to(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    struct timeval limit = {.tv_sec = 5};
    if (getaddrinfo(host, port, &hints, &found))
        return -1;
    int fd = socket(found->ai_family, SOCK_STREAM, 0);
    if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) ||
                    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) ||
                    connect(fd, found->ai_addr, found->ai_addrlen))) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static bool is_ready(int fd)
{
    static const char request[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    char answer[13] = "";
    return send(fd, request, sizeof request - 1, 0) == (ssize_t)sizeof request - 1 &&
           recv(fd, answer, sizeof answer - 1, MSG_WAITALL) == (ssize_t)sizeof answer - 1 &&
           !strcmp(answer, "HTTP/1.1 200");
}

int check(const struct config *config)
{
    char host[256] = "127.0.0.1";
    const char *colon = strrchr(config->listen, ':');
    size_t length = colon ? (size_t)(colon - config->listen) : 0;
    if (length > 0 && length < sizeof host && strncmp(config->listen, "0.0.0.0:", 8) != 0)
        snprintf(host, sizeof host, "%.*s", (int)length, config->listen);
    int fd = connect_to(host, colon ? colon + 1 : config->listen);
    bool ready = fd >= 0 && is_ready(fd);
    if (fd >= 0)
        close(fd);
    if (!ready)
        fputs("continuum: the service is not ready\n", stderr);
    return ready ? 0 : 1;
}
