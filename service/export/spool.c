#include "spool.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "buffer.h"
#include "request.h"
#include "stream.h"

struct spool {
    int fd;
    char path[32];
};

static void release(void *object)
{
    close(((struct spool *)object)->fd);
}

struct spool *spool_new(struct request *req)
{
    const char *directory = getenv("TMPDIR");
    char *name = arena_printf(req->arena, "%s/continuum-XXXXXX", directory ? directory : "/tmp");
    struct spool *spool = arena_alloc(req->arena, sizeof *spool);
    spool->fd = mkstemp(name);
    if (spool->fd < 0) {
        problem_raise(req, PROBLEM_UNAVAILABLE, "There is no room for the file.");
        return NULL;
    }
    unlink(name);
    arena_defer(req->arena, release, spool);
    snprintf(spool->path, sizeof spool->path, "/proc/self/fd/%d", spool->fd);
    return spool;
}

const char *spool_path(const struct spool *spool)
{
    return spool->path;
}

bool spool_send(const struct spool *spool, struct stream *stream)
{
    struct buffer *to = stream_buffer(stream);
    off_t at = 0;
    for (ssize_t got = 1; got > 0; at += got) {
        got = pread(spool->fd, buffer_room(to, STREAM_BYTES), STREAM_BYTES, at);
        to->size += got > 0 ? (size_t)got : 0;
        if (!stream_pass(stream))
            return false;
    }
    return true;
}
