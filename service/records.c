#include "records.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "reader.h"
#include "text.h"
#include "unpack.h"

#define READ_BYTES ((size_t)65536)

static void release(void *object)
{
    struct reader *reader = object;
    arena_free(reader->brief);
    free(reader->window);
}

struct records *records_new(struct arena *arena, enum media media, struct unpack *unpack)
{
    struct records *records = arena_alloc(arena, sizeof *records);
    struct reader *reader = records->own = arena_alloc(arena, sizeof *reader);
    *reader = (struct reader){.arena = arena, .brief = arena_new(64 << 20)};
    reader->unpack = unpack;
    reader->media = media;
    reader->room = READ_BYTES + 1;
    reader->window = memory_new(reader->room);
    arena_defer(arena, release, reader);
    records->columns = arena_array(arena, const char *, COLUMNS_MAX);
    records->column_rows = arena_array(arena, size_t, COLUMNS_MAX);
    records->texts = arena_array(arena, const char *, COLUMNS_MAX);
    return records;
}

/* Room for what is read next, and for a zero byte behind it. */
static bool make_room(struct reader *reader)
{
    if (reader->at > 0)
        memmove(reader->window, reader->window + reader->at, reader->end - reader->at);
    reader->end -= reader->at;
    reader->at = 0;
    if (reader->end + READ_BYTES + 1 <= reader->room)
        return true;
    if (reader->end >= RECORD_BYTES)
        return false;
    reader->room = reader->room * 2 + READ_BYTES + 1;
    reader->window = realloc(reader->window, reader->room);
    if (!reader->window)
        abort();
    return true;
}

bool reader_fill(struct reader *reader)
{
    if (reader->ended || !make_room(reader))
        return false;
    size_t got = unpack_read(reader->unpack, reader->window + reader->end, READ_BYTES);
    reader->ended = got == 0;
    reader->end += got;
    return got > 0;
}

enum record reader_blame(struct records *records, bool last, const char *column, const char *code,
                         const char *detail)
{
    records->own->failed = records->own->failed || last;
    records->fault =
        (struct record_fault){records->row, text_clip(records->own->brief, column), code, detail};
    return RECORD_FAULT;
}

bool reader_add_column(struct records *records, const char *name)
{
    if (records->column_count == COLUMNS_MAX || strlen(name) > COLUMN_BYTES)
        return false;
    size_t at = records->column_count++;
    records->columns[at] = arena_strdup(records->own->arena, name);
    records->column_rows[at] = records->row;
    return true;
}

/* Bytes of the first row in the window, with its end; 0 where more must be read first. A
 * quote opens a field only where it begins it, as in csv.c. */
static size_t span(const char *text, size_t size, bool whole)
{
    bool quoted = false, fresh = true;
    size_t closed = size;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (quoted) {
            quoted = c != '"';
            closed = i + 1;
        } else if (c == '"') {
            quoted = fresh || i == closed; /* one that opens, or the second of two */
            fresh = false;
        } else if (c == '\n') {
            return i + 1;
        } else if (c == '\r') {
            if (i + 1 < size)
                return text[i + 1] == '\n' ? i + 2 : i + 1;
            return whole ? i + 1 : 0;
        } else if (c == ',') {
            fresh = true;
        } else if (c != ' ' && c != '\t') {
            fresh = false;
        }
    }
    return whole ? size : 0;
}

static bool is_empty(const char *text)
{
    return *text == '\r' || *text == '\n';
}

/* Where text ceases to be UTF-8; its end where it does not. */
static const char *bad_byte(const char *text, size_t size)
{
    size_t at = 0, length;
    for (; at < size; at += length) {
        length = 1;
        while (at + length < size && ((unsigned char)text[at + length] & 0xC0) == 0x80)
            length++;
        if (!text_is_utf8(text + at, length))
            break;
    }
    return text + at;
}

/* fields: what was read of the row before the bad byte, or around it. */
static enum record blame_encoding(struct records *records, const char *bad, char **fields,
                                  size_t count)
{
    const char *column = "";
    for (size_t i = 0; i < count && i < records->column_count && fields[i] <= bad; i++)
        column = records->columns[i];
    return reader_blame(records, true, column, "encoding",
                        "is not UTF-8 text; save the file as UTF-8");
}

static enum record take_header(struct records *records, char **fields, size_t count)
{
    records->own->opened = true;
    for (size_t i = 0; i < count; i++) {
        if (!reader_add_column(records, fields[i]))
            return reader_blame(records, true, fields[i], "too_long",
                                "is a longer name than any column has");
        for (size_t k = 0; k < i; k++)
            if (!strcmp(fields[k], fields[i]))
                return reader_blame(records, true, fields[i], "repeated", "is a column twice");
    }
    return records_next(records);
}

static enum record take_fields(struct records *records, char **fields, size_t count)
{
    if (count != records->column_count)
        return reader_blame(records, false, "", "wrong_width",
                            arena_printf(records->own->brief, "has %zu fields, the header has %zu",
                                         count, records->column_count));
    for (size_t i = 0; i < count; i++)
        records->texts[i] = *fields[i] ? fields[i] : NULL;
    return RECORD_ROW;
}

static enum record take_row(struct records *records, char *text, size_t size)
{
    struct reader *reader = records->own;
    const char *bad = bad_byte(text, size);
    char **fields;
    size_t count = 0;
    reader->csv.at = text;
    reader->csv.end = text + size;
    reader->csv.fault = NULL;
    bool read = csv_read(&reader->csv, reader->arena, &fields, &count);
    if (bad < text + size)
        return blame_encoding(records, bad, fields, read ? count : 0);
    if (!read)
        return reader_blame(records, true, "", "malformed",
                            reader->csv.fault ? reader->csv.fault : "is no row");
    return reader->opened ? take_fields(records, fields, count)
                          : take_header(records, fields, count);
}

/* Whether the window begins with a row; it is passed, without its end. */
static bool find_row(struct records *records, char **text, size_t *size)
{
    struct reader *reader = records->own;
    for (;;) {
        size_t found = span(reader->window + reader->at, reader->end - reader->at, reader->ended);
        if (found == 0 && reader_fill(reader))
            continue;
        if (found == 0 && !reader->ended)
            return false;
        if (found == 0)
            found = span(reader->window + reader->at, reader->end - reader->at, true);
        *text = reader->window + reader->at;
        *size = found;
        reader->at += found;
        records->row += found > 0;
        if (found == 0 || !is_empty(*text))
            return true;
    }
}

static enum record next_row(struct records *records)
{
    char *text = NULL;
    size_t size = 0;
    if (!find_row(records, &text, &size)) {
        records->row++;
        return reader_blame(records, true, "", "malformed",
                            "has more than 1 MiB; maybe a quote is never closed");
    }
    if (size > 0)
        return take_row(records, text, size);
    if (records->own->opened)
        return RECORD_END;
    records->row = 1;
    return reader_blame(records, true, "", "malformed", "is missing: no header");
}

static enum record pass_mark(struct records *records)
{
    struct reader *reader = records->own;
    const char *text = reader->window;
    if (reader->end >= 2 && (!memcmp(text, "\xFF\xFE", 2) || !memcmp(text, "\xFE\xFF", 2))) {
        records->row = 1;
        return reader_blame(records, true, "", "encoding",
                            "is UTF-16 text; save the file as UTF-8");
    }
    if (reader->end >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
        reader->at = 3;
    return RECORD_ROW;
}

enum record records_next(struct records *records)
{
    struct reader *reader = records->own;
    arena_reset(reader->brief);
    if (reader->failed)
        return RECORD_END;
    if (!reader->begun) {
        reader->begun = true;
        while (reader->end < 3 && reader_fill(reader))
            continue;
        if (pass_mark(records) == RECORD_FAULT)
            return RECORD_FAULT;
    }
    return reader->media == MEDIA_CSV ? next_row(records) : reader_json(records);
}
