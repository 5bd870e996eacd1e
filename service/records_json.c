#include <string.h>

#include <jansson.h>

#include "reader.h"
#include "scalar.h"
#include "strict.h"
#include "text.h"

static void release(void *object)
{
    json_decref(object);
}

static size_t column_of(struct records *records, const char *name)
{
    for (size_t i = 0; i < records->column_count; i++)
        if (!strcmp(records->columns[i], name))
            return i;
    return reader_add_column(records, name) ? records->column_count - 1 : COLUMNS_MAX;
}

static enum record take_object(struct records *records, json_t *object)
{
    const char *name;
    json_t *value;
    memset(records->texts, 0, records->column_count * sizeof *records->texts);
    if (records->own->shared)
        json_object_update_missing(object, records->own->shared);
    json_object_foreach(object, name, value) {
        size_t column = column_of(records, name);
        if (column == COLUMNS_MAX)
            return reader_blame(records, true, name, "too_long",
                                "is a longer name than any column has, or one too many");
        if (json_is_array(value) || json_is_object(value))
            return reader_blame(records, false, name, "invalid_type",
                                "must be a text, a number, true, false or null");
        const char *text = scalar_text(records->own->brief, value);
        records->texts[column] = text && *text ? text : NULL;
    }
    return RECORD_ROW;
}

static enum record take_bytes(struct records *records, const char *bytes, size_t size)
{
    if (!text_is_utf8(bytes, size))
        return reader_blame(records, true, "", "encoding",
                            "is not UTF-8 text; save the file as UTF-8");
    json_t *object = json_strict(bytes, size);
    if (!object)
        return reader_blame(records, true, "", "malformed", "is not one JSON object");
    arena_defer(records->own->brief, release, object);
    return take_object(records, object);
}

static bool is_blank(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!strchr(" \t\r\n", bytes[i]) || !bytes[i])
            return false;
    return true;
}

static enum record blame_size(struct records *records)
{
    return reader_blame(records, true, "", "malformed", "has more than 1 MiB");
}

/* Rows are lines. */
static enum record next_line(struct records *records)
{
    struct reader *reader = records->own;
    for (;;) {
        const char *line = reader->window + reader->at;
        size_t left = reader->end - reader->at;
        const char *stop = memchr(line, '\n', left);
        if (!stop && !reader->ended && (reader_fill(reader) || reader->ended))
            continue; /* the window has moved */
        if (left == 0)
            return RECORD_END;
        records->row++;
        if (!stop && !reader->ended)
            return blame_size(records);
        size_t size = stop ? (size_t)(stop - line) : left;
        reader->at += size + (stop != NULL);
        if (!is_blank(line, size))
            return take_bytes(records, line, size);
    }
}

/* Bytes of the object that begins here; 0 where it does not end. */
static size_t object_span(const char *text, size_t size)
{
    bool quoted = false;
    size_t depth = 0;
    for (size_t i = 0; i < size; i++) {
        if (quoted) {
            quoted = text[i] != '"';
            i += text[i] == '\\';
        } else if (text[i] == '"') {
            quoted = true;
        } else if (text[i] == '{' || text[i] == '[') {
            depth++;
        } else if ((text[i] == '}' || text[i] == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

char reader_peek(struct reader *reader)
{
    for (;;) {
        while (reader->at < reader->end && is_blank(reader->window + reader->at, 1))
            reader->at++;
        if (reader->at < reader->end)
            return reader->window[reader->at];
        if (!reader_fill(reader))
            return 0;
    }
}

static enum record next_object(struct records *records)
{
    struct reader *reader = records->own;
    size_t size = 0;
    records->row++;
    while ((size = object_span(reader->window + reader->at, reader->end - reader->at)) == 0 &&
           reader_fill(reader))
        continue;
    if (size == 0)
        return reader->ended
                   ? reader_blame(records, true, "", "malformed", "is an object without an end")
                   : blame_size(records);
    const char *bytes = reader->window + reader->at;
    reader->at += size;
    return take_bytes(records, bytes, size);
}

static enum record end_array(struct records *records)
{
    records->own->at++;
    if ((!records->own->envelope || reader_close_envelope(records)) &&
        reader_peek(records->own) == 0)
        return RECORD_END;
    records->row++;
    return reader_blame(records, true, "", "malformed", "stands behind the end of the array");
}

/* Rows are the objects of an array. */
static enum record next_member(struct records *records)
{
    struct reader *reader = records->own;
    char c = reader_peek(reader);
    bool first = !reader->opened;
    if (first && reader->envelope && reader_open_envelope(records))
        c = reader_peek(reader);
    if (first && c == '[') {
        reader->opened = true;
        reader->at++;
        c = reader_peek(reader);
    } else if (reader->opened && c == ',') {
        reader->at++;
        c = reader_peek(reader);
        first = true;
    }
    if (reader->opened && c == ']' && (!first || records->row == 0))
        return end_array(records);
    if (first && reader->opened && c == '{')
        return next_object(records);
    records->row++;
    return reader_blame(
        records, true, "", "malformed",
        reader->envelope ? "is not an object with an array dataValues behind what is of all of it"
                         : "is not an array of objects");
}

enum record reader_json(struct records *records)
{
    return records->own->media == MEDIA_NDJSON ? next_line(records) : next_member(records);
}
