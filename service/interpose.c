#define _GNU_SOURCE /* RTLD_NEXT */
#include "interpose.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "monotonic.h"
#include "request.h"

static size_t least_stack;
static _Thread_local int64_t deadline_ns, stall_ns;
static _Thread_local int received_last = -1;

void interpose_stack_size(size_t bytes)
{
    least_stack = bytes;
}

void socket_deadline_set(int64_t at_ns)
{
    deadline_ns = at_ns;
}

void socket_stall_set(int64_t longest_ns)
{
    stall_ns = longest_ns;
    deadline_ns = longest_ns ? clock_ns() + longest_ns : 0;
}

int socket_received_last(void)
{
    return received_last;
}

__attribute__((visibility("default"))) int pthread_attr_setstacksize(pthread_attr_t *attributes,
                                                                     size_t size)
{
    int (*real)(pthread_attr_t *, size_t);
    *(void **)&real = dlsym(RTLD_NEXT, "pthread_attr_setstacksize");
    return real(attributes, size < least_stack ? least_stack : size);
}

static bool is_late(void)
{
    return deadline_ns && clock_ns() > deadline_ns;
}

/* A wait past the deadline ends as if bytes had come: the read then fails. */
__attribute__((visibility("default"))) int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    static _Atomic(void *) found;
    int (*real)(struct pollfd *, nfds_t, int);
    if (!found)
        found = dlsym(RTLD_NEXT, "poll");
    *(void **)&real = found;
    int64_t left_ms = deadline_ns ? (deadline_ns - clock_ns()) / 1000000 + 1 : timeout_ms;
    int ready =
        real(fds, count, left_ms < timeout_ms ? (left_ms > 0 ? (int)left_ms : 0) : timeout_ms);
    if (ready == 0 && is_late() && count > 0) {
        fds[0].revents = POLLIN;
        return 1;
    }
    return ready;
}

__attribute__((visibility("default"))) ssize_t recv(int fd, void *bytes, size_t size, int flags)
{
    static _Atomic(void *) found;
    ssize_t (*real)(int, void *, size_t, int);
    if (!found)
        found = dlsym(RTLD_NEXT, "recv");
    *(void **)&real = found;
    if (is_late()) {
        errno = ECONNRESET;
        return -1;
    }
    received_last = fd;
    return real(fd, bytes, size, flags);
}

__attribute__((visibility("default"))) ssize_t send(int fd, const void *bytes, size_t size,
                                                    int flags)
{
    static _Atomic(void *) found;
    ssize_t (*real)(int, const void *, size_t, int);
    if (!found)
        found = dlsym(RTLD_NEXT, "send");
    *(void **)&real = found;
    if (is_late()) {
        errno = ECONNRESET;
        return -1;
    }
    ssize_t sent = real(fd, bytes, size, flags);
    if (sent > 0 && stall_ns)
        deadline_ns = clock_ns() + stall_ns;
    return sent;
}
