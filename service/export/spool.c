#include "spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "stream.h"

struct spool {
    int fd;
    off_t at; /* what was read */
    char path[32];
};

static void release(void *object)
{
    close(((struct spool *)object)->fd);
}

struct spool *spool_new(struct arena *arena)
{
    const char *directory = getenv("TMPDIR");
    char *name = arena_printf(arena, "%s/continuum-XXXXXX", directory ? directory : "/tmp");
    struct spool *spool = arena_alloc(arena, sizeof *spool);
    spool->fd = mkstemp(name);
    if (spool->fd < 0)
        return NULL;
    unlink(name);
    arena_defer(arena, release, spool);
    snprintf(spool->path, sizeof spool->path, "/proc/self/fd/%d", spool->fd);
    return spool;
}

const char *spool_path(const struct spool *spool)
{
    return spool->path;
}

bool spool_read(struct spool *spool, struct buffer *to, size_t most)
{
    ssize_t got = pread(spool->fd, buffer_room(to, most), most, spool->at);
    size_t size = got > 0 ? (size_t)got : 0;
    to->size += size;
    to->bytes[to->size] = '\0';
    spool->at += (off_t)size;
    return size > 0;
}

bool spool_send(struct spool *spool, struct stream *stream)
{
    while (spool_read(spool, stream_buffer(stream), STREAM_BYTES))
        if (!stream_pass(stream))
            return false;
    return true;
}
