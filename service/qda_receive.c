#include <string.h>
#include <strings.h>

#include "arena.h"
#include "buffer.h"
#include "problem.h"
#include "qda.h"
#include "qda_project.h"
#include "request.h"
#include "text.h"
#include "transport.h"
#include "unpack.h"

#define PIECE_BYTES ((size_t)64 << 10)
#define DOCUMENT "project.qde"
#define DOCUMENT_BYTES ((size_t)64 << 20)
#define FOLDER "sources/"
#define HERE "internal://"
#define MARK "\xEF\xBB\xBF" /* of byte order; none of the text's characters */

struct file {
    const char *name, *text;
    size_t size;
    struct file *next;
};

struct arrival {
    struct request *req;
    struct qda *qda;
    struct file *files; /* plain texts */
    char *piece, *packed;
    size_t text_bytes;
    bool found; /* the document */
};

static long next_piece(void *context, const char **bytes)
{
    struct arrival *arrival = context;
    *bytes = arrival->packed;
    return body_pull(arrival->req, arrival->packed, PIECE_BYTES);
}

static void blame(struct arrival *arrival, const char *code, const char *detail)
{
    fault_add_row(arrival->req, 0, "", code, "%s", detail);
}

static void take_document(struct arrival *arrival, struct unpack *unpack)
{
    size_t got, size = 0;
    bool more = !arrival->found;
    arrival->found = true;
    while ((got = unpack_read(unpack, arrival->piece, PIECE_BYTES)) > 0 && more) {
        size += got;
        more = size <= DOCUMENT_BYTES && qda_feed(arrival->qda, arrival->piece, got, false);
    }
    if (size > DOCUMENT_BYTES)
        blame(arrival, "too_large", "has a project.qde of more than 64 MiB");
    else if (more && !unpack->fault && !unpack->lost)
        (void)!qda_feed(arrival->qda, "", 0, true);
}

static void take_text(struct arrival *arrival, struct unpack *unpack)
{
    struct file *file = arena_alloc(arrival->req->arena, sizeof *file);
    struct buffer *text = buffer_new(arrival->req->arena, 1024);
    size_t got;
    while ((got = unpack_read(unpack, arrival->piece, PIECE_BYTES)) > 0) {
        arrival->text_bytes += got;
        if (arrival->text_bytes <= QDA_TEXT_BYTES)
            buffer_add(text, arrival->piece, got);
    }
    *file = (struct file){unpack->name + strlen(FOLDER), text->bytes, text->size, arrival->files};
    arrival->files = file;
}

static bool is_text(const char *name)
{
    size_t length = strlen(name);
    return !strncasecmp(name, FOLDER, strlen(FOLDER)) && length > 4 &&
           !strcasecmp(name + length - 4, ".txt");
}

static void take_files(struct arrival *arrival)
{
    struct unpack_source source = {next_piece, arrival};
    struct unpack *unpack = unpack_open(arrival->req->arena, PACKING_FOLDERS, source);
    while (unpack_next(unpack)) {
        if (!strcasecmp(unpack->name, DOCUMENT))
            take_document(arrival, unpack);
        else if (is_text(unpack->name))
            take_text(arrival, unpack);
        else
            while (unpack_read(unpack, arrival->piece, PIECE_BYTES) > 0)
                ; /* so that its size counts */
    }
    if (unpack->fault)
        blame(arrival, "archive", unpack->fault);
    else if (!arrival->found)
        blame(arrival, "missing", "has no project.qde");
    if (arrival->text_bytes > QDA_TEXT_BYTES)
        blame(arrival, "too_large", "has texts of more than " QDA_TEXT_SAID);
}

static void take_body(struct arrival *arrival)
{
    long got;
    bool more = true;
    while (more && (got = body_pull(arrival->req, arrival->piece, PIECE_BYTES)) >= 0) {
        more = qda_feed(arrival->qda, arrival->piece, (size_t)got, got == 0) && got > 0;
    }
}

static const struct file *find_file(const struct arrival *arrival, const char *path)
{
    if (strncmp(path, HERE, strlen(HERE)) != 0)
        return NULL;
    for (const struct file *file = arrival->files; file; file = file->next)
        if (!strcasecmp(file->name, path + strlen(HERE)))
            return file;
    return NULL;
}

static void find_text(struct arrival *arrival, struct qda_source *source)
{
    const struct file *file = source->path ? find_file(arrival, source->path) : NULL;
    struct request *req = arrival->req;
    if (!source->text && !file) {
        fault_add_row(req, source->line, "plainTextPath", "unknown_file",
                      "names no text of the project (TextSource %s)", source->guid);
        return;
    }
    if (file && !text_is_utf8(file->text, file->size)) {
        fault_add_row(req, source->line, "plainTextPath", "invalid_format",
                      "names a file that is not UTF-8 text without NUL (TextSource %s)",
                      source->guid);
        return;
    }
    source->text = source->text ? source->text : file->text;
    if (!strncmp(source->text, MARK, strlen(MARK)))
        source->text += strlen(MARK);
}

struct qda *qda_project_receive(struct request *req)
{
    struct arrival arrival = {.req = req, .qda = qda_open(req, "Project")};
    arrival.piece = arena_alloc(req->arena, PIECE_BYTES);
    arrival.packed = arena_alloc(req->arena, PIECE_BYTES);
    if (req->body_media == MEDIA_ZIP)
        take_files(&arrival);
    else
        take_body(&arrival);
    if (req->problem.kind)
        return NULL;
    for (size_t i = 0; i < arrival.qda->source_count; i++)
        find_text(&arrival, &arrival.qda->sources[i]);
    return arrival.qda;
}
