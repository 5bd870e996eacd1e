#include "decimal.h"
#include "encode.h"
#include "extract.h"
#include "request.h"
#include "stream.h"
#include "text.h"

/*
 * CSV, NDJSON and JSON. What stands before each value is made once, and of data that stay
 * as they are the bytes are kept.
 */
struct lines {
    struct buffer **before; /* by variable: what separates and names it */
    struct buffer *fixed;   /* as the last row began */
};

static bool is_csv(const struct extract *to)
{
    return to->format == &format_csv;
}

static void begin_names(struct extract *to)
{
    struct arena *arena = to->req->arena;
    struct lines *lines = arena_alloc(arena, sizeof *lines);
    lines->fixed = buffer_new(arena, 1024);
    lines->before = arena_array(arena, struct buffer *, to->variable_count);
    for (size_t i = 0; i < to->variable_count; i++) {
        struct buffer *before = lines->before[i] = buffer_new(arena, 64);
        if (i > 0)
            buffer_char(before, ',');
        if (is_csv(to))
            continue;
        json_text(before, to->variables[i].name);
        buffer_char(before, ':');
    }
    to->state = lines;
}

static void add_number(struct buffer *to, const struct datum *datum)
{
    to->size += decimal_of_units(buffer_room(to, DECIMAL_MAX), datum->number, datum->decimals);
}

static void add_csv(struct buffer *to, const struct datum *datum)
{
    switch (datum->kind) {
    case DATUM_NONE:
        break;
    case DATUM_TEXT:
        csv_text(to, datum->text, true);
        break;
    case DATUM_CODE:
        buffer_text(to, datum->text);
        break;
    case DATUM_NUMBER:
        add_number(to, datum);
        break;
    case DATUM_BOOLEAN:
        buffer_text(to, datum->number ? "true" : "false");
    }
}

static void add_json(struct buffer *to, const struct datum *datum)
{
    switch (datum->kind) {
    case DATUM_NONE:
        buffer_add(to, "null", 4);
        break;
    case DATUM_TEXT:
        json_text(to, datum->text);
        break;
    case DATUM_CODE:
        buffer_char(to, '"');
        buffer_text(to, datum->text);
        buffer_char(to, '"');
        break;
    case DATUM_NUMBER:
        add_number(to, datum);
        break;
    case DATUM_BOOLEAN:
        buffer_text(to, datum->number ? "true" : "false");
    }
}

static void add(struct extract *to, struct buffer *bytes, const struct datum *data, size_t from,
                size_t end)
{
    const struct lines *lines = to->state;
    void (*write)(struct buffer *, const struct datum *) = is_csv(to) ? add_csv : add_json;
    for (size_t i = from; i < end; i++) {
        buffer_add(bytes, lines->before[i]->bytes, lines->before[i]->size);
        write(bytes, &data[i]);
    }
}

static void add_row(struct extract *to, const struct datum *data, bool same)
{
    const struct lines *lines = to->state;
    struct buffer *bytes = stream_buffer(to->stream);
    if (!same) {
        lines->fixed->size = 0;
        add(to, lines->fixed, data, 0, to->fixed);
    }
    buffer_add(bytes, lines->fixed->bytes, lines->fixed->size);
    add(to, bytes, data, to->fixed, to->variable_count);
}

static bool csv_begin(struct extract *to)
{
    begin_names(to);
    struct buffer *bytes = stream_buffer(to->stream);
    for (size_t i = 0; i < to->variable_count; i++) {
        buffer_text(bytes, i ? "," : "");
        csv_text(bytes, to->variables[i].name, true);
    }
    buffer_text(bytes, "\r\n");
    return true;
}

static bool csv_row(struct extract *to, const struct datum *data, bool same)
{
    add_row(to, data, same);
    buffer_add(stream_buffer(to->stream), "\r\n", 2);
    return true;
}

static bool has_manifest(const struct extract *to)
{
    return text_same(request_value(to->req, "manifest"), "true");
}

static bool csv_end(struct extract *to)
{
    if (has_manifest(to)) {
        const char *digest = stream_digest(to->stream);
        buffer_printf(stream_buffer(to->stream), "#manifest,rows=%zu,sha256=%s\r\n", to->rows,
                      digest);
    }
    return true;
}

static bool ndjson_begin(struct extract *to)
{
    begin_names(to);
    return true;
}

static bool ndjson_row(struct extract *to, const struct datum *data, bool same)
{
    buffer_char(stream_buffer(to->stream), '{');
    add_row(to, data, same);
    buffer_add(stream_buffer(to->stream), "}\n", 2);
    return true;
}

static void add_cursor(struct extract *to)
{
    if (!to->cursor)
        return;
    buffer_text(stream_buffer(to->stream), ",\"next_cursor\":");
    json_text(stream_buffer(to->stream), to->cursor(to->context));
}

static bool ndjson_end(struct extract *to)
{
    if (!has_manifest(to))
        return true;
    const char *digest = stream_digest(to->stream);
    struct buffer *bytes = stream_buffer(to->stream);
    buffer_printf(bytes, "{\"_manifest\":{\"rows\":%zu,\"sha256\":\"%s\"", to->rows, digest);
    add_cursor(to);
    buffer_text(bytes, "}}\n");
    return true;
}

static bool json_begin(struct extract *to)
{
    begin_names(to);
    buffer_text(stream_buffer(to->stream), "{\"data\":[");
    return true;
}

static bool json_row(struct extract *to, const struct datum *data, bool same)
{
    buffer_text(stream_buffer(to->stream), to->rows > 1 ? ",\n{" : "\n{");
    add_row(to, data, same);
    buffer_char(stream_buffer(to->stream), '}');
    return true;
}

static bool json_end(struct extract *to)
{
    struct buffer *bytes = stream_buffer(to->stream);
    buffer_printf(bytes, "],\n\"meta\":{\"rows\":%zu}", to->rows);
    add_cursor(to);
    buffer_text(bytes, to->cursor ? "}\n" : ",\"next_cursor\":null}\n");
    return true;
}

const struct format format_csv = {
    "text/csv; charset=utf-8; header=present", false, false, csv_begin, csv_row, csv_end};
const struct format format_ndjson = {"application/x-ndjson", false,      false,
                                     ndjson_begin,           ndjson_row, ndjson_end};
const struct format format_json = {"application/json", false,    false,
                                   json_begin,         json_row, json_end};
