#ifndef CONTINUUM_UNPACK_H
#define CONTINUUM_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * The files in what was sent: as they are, compressed, or several in a zip; read in one go,
 * so that neither is ever whole in memory. A zip has at most 100 files, whose names are no
 * paths; with folders 10,000, whose names lead nowhere else; and nothing comes to more than 200 times its bytes and 1 MiB, nor to more than 2 GiB.
 */
enum packing { PACKING_NONE, PACKING_GZIP, PACKING_ZIP, PACKING_FOLDERS };

struct unpack_source {
    /* The next bytes; 0 at the end, -1 where they cannot be had. They stay until the next call. */
    long (*next)(void *context, const char **bytes);
    void *context;
};

struct unpack {
    const char *name;  /* of the file that is read; NULL where it has none */
    const char *fault; /* what is wrong with the whole; NULL where nothing is */
    bool lost;         /* the source failed */
    struct unpacker *own;
};

/* Ends with the arena. The source must live until then. */
struct unpack *unpack_open(struct arena *arena, enum packing packing, struct unpack_source source);

/* Goes to the next file; false at the end and at a fault. */
bool unpack_next(struct unpack *unpack) __attribute__((warn_unused_result));

/* Up to size bytes of the file; 0 at its end and at a fault. */
size_t unpack_read(struct unpack *unpack, char *bytes, size_t size);

#endif
