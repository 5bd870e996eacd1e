#include "unpack.h"

#include <string.h>
#include <sys/stat.h>

#include <archive.h>
#include <archive_entry.h>

#include "arena.h"
#include "text.h"

#define FILES_MAX 100
#define FOLDER_FILES_MAX 10000
#define RATIO_MAX 200
#define SLACK_BYTES ((size_t)1 << 20)
#define TOTAL_MAX ((size_t)2 << 30)

struct unpacker {
    struct arena *arena;
    struct unpack *unpack;
    struct unpack_source source;
    struct archive *archive; /* NULL where nothing is packed */
    size_t files;
    bool folders;            /* a name may be a path */
    size_t packed, unpacked; /* bytes so far */
    const char *rest;        /* of a piece that is not packed */
    size_t rest_size;
};

static long pull(struct unpacker *own, const char **bytes)
{
    long got = own->source.next(own->source.context, bytes);
    own->unpack->lost = own->unpack->lost || got < 0;
    own->packed += got > 0 ? (size_t)got : 0;
    return got;
}

static la_ssize_t on_read(struct archive *archive, void *context, const void **bytes)
{
    (void)archive;
    const char *piece = NULL;
    long got = pull(context, &piece);
    *bytes = piece;
    return got;
}

static void release(void *archive)
{
    archive_read_free(archive);
}

static bool blame(struct unpack *unpack, const char *fault)
{
    unpack->fault = unpack->fault ? unpack->fault : fault;
    return false;
}

struct unpack *unpack_open(struct arena *arena, enum packing packing, struct unpack_source source)
{
    struct unpack *unpack = arena_alloc(arena, sizeof *unpack);
    struct unpacker *own = unpack->own = arena_alloc(arena, sizeof *own);
    *own = (struct unpacker){.arena = arena, .unpack = unpack, .source = source};
    own->folders = packing == PACKING_FOLDERS;
    if (packing == PACKING_NONE)
        return unpack;
    own->archive = archive_read_new();
    arena_defer(arena, release, own->archive);
    if (packing == PACKING_ZIP || packing == PACKING_FOLDERS) {
        archive_read_support_format_zip_streamable(own->archive);
    } else {
        archive_read_support_filter_gzip(own->archive);
        archive_read_support_format_raw(own->archive);
    }
    if (archive_read_open(own->archive, own, NULL, on_read, NULL) != ARCHIVE_OK)
        blame(unpack, "cannot be read as what it is said to be");
    return unpack;
}

/* Whether each part of a path is a name, so that it leads to nothing outside. */
static bool stays_inside(const char *path)
{
    if (strpbrk(path, "\\:"))
        return false;
    for (const char *at = path; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
        size_t length = strcspn(at, "/");
        if (length == 0 || (length <= 2 && !strncmp(at, "..", length)))
            return false;
    }
    return true;
}

static bool is_bare(const char *name)
{
    return !strpbrk(name, "/\\") && *name != '.';
}

/* A name is taken as the client will be told it. */
static bool accept_name(struct unpack *unpack, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name || !*name || !text_is_utf8(name, strlen(name)) || strlen(name) > 255)
        return blame(unpack, "has a file whose name is no text of at most 255 bytes");
    if (!(unpack->own->folders ? stays_inside(name) : is_bare(name)))
        return blame(unpack, unpack->own->folders
                                 ? "has a file with a name that leads elsewhere"
                                 : "has a file in a folder, or with a name that leads elsewhere");
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_is_encrypted(entry))
        return blame(unpack, "has something that is no plain file");
    unpack->name = arena_strdup(unpack->own->arena, name);
    return true;
}

static bool next_entry(struct unpack *unpack)
{
    struct unpacker *own = unpack->own;
    struct archive_entry *entry;
    int status;
    do
        status = archive_read_next_header(own->archive, &entry);
    while (own->folders && status == ARCHIVE_OK && archive_entry_filetype(entry) == AE_IFDIR &&
           ++own->files <= FOLDER_FILES_MAX);
    if (status == ARCHIVE_EOF)
        return own->files == 0 && blame(unpack, "has no file in it");
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
        return blame(unpack, "cannot be read as what it is said to be");
    if (++own->files > (own->folders ? FOLDER_FILES_MAX : FILES_MAX))
        return blame(unpack,
                     own->folders ? "has more than 10,000 files" : "has more than 100 files");
    if (archive_format(own->archive) != ARCHIVE_FORMAT_RAW)
        return accept_name(unpack, entry);
    return archive_filter_code(own->archive, 0) == ARCHIVE_FILTER_GZIP ||
           blame(unpack, "is not compressed as gzip does");
}

bool unpack_next(struct unpack *unpack)
{
    if (unpack->fault || unpack->lost)
        return false;
    if (unpack->own->archive)
        return next_entry(unpack);
    return unpack->own->files++ == 0;
}

static size_t read_plain(struct unpacker *own, char *bytes, size_t size)
{
    if (own->rest_size == 0) {
        long got = pull(own, &own->rest);
        own->rest_size = got > 0 ? (size_t)got : 0;
    }
    if (size > own->rest_size)
        size = own->rest_size;
    if (size > 0)
        memcpy(bytes, own->rest, size);
    own->rest += size;
    own->rest_size -= size;
    return size;
}

size_t unpack_read(struct unpack *unpack, char *bytes, size_t size)
{
    struct unpacker *own = unpack->own;
    if (unpack->fault || unpack->lost)
        return 0;
    if (!own->archive)
        return read_plain(own, bytes, size);
    la_ssize_t got = archive_read_data(own->archive, bytes, size);
    if (got < 0)
        blame(unpack, "is damaged");
    own->unpacked += got > 0 ? (size_t)got : 0;
    if (own->unpacked > own->packed * RATIO_MAX + SLACK_BYTES || own->unpacked > TOTAL_MAX)
        blame(unpack, "comes to more than 200 times its bytes, or to more than 2 GiB");
    return unpack->fault ? 0 : (size_t)got;
}
