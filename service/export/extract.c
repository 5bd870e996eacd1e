#include "extract.h"

#include "db.h"
#include "request.h"
#include "row.h"
#include "stream.h"
#include "text.h"

#define RECENT 8192
#define LOOK_EVERY 4096 /* rows, after which it is asked whether the client is still there */

static const struct format *const formats[MEDIA_COUNT] = {
    [MEDIA_JSON] = &format_json, [MEDIA_CSV] = &format_csv, [MEDIA_NDJSON] = &format_ndjson,
    [MEDIA_XLSX] = &format_xlsx, [MEDIA_DTA] = &format_dta, [MEDIA_SAV] = &format_sav,
};

const struct format *format_of(const struct request *req)
{
    return formats[req->media];
}

bool extract_begin(struct extract *to)
{
    if (stream_begun(to->req))
        return problem_raise(to->req, PROBLEM_UNAVAILABLE, "The database was lost on the way.");
    to->stream = stream_new(to->req, to->format->type);
    to->rows = 0;
    to->recent = arena_array(to->req->arena, const char *, RECENT);
    if (to->cursor)
        stream_trailer(to->stream, "X-Next-Cursor", NULL);
    return to->format->begin(to);
}

static size_t slot_of(const char *practice)
{
    uint32_t hash = 2166136261; /* FNV-1a */
    for (; *practice; practice++)
        hash = (hash ^ (unsigned char)*practice) * 16777619;
    return hash % RECENT;
}

void extract_name(struct extract *to, const char *practice)
{
    const char **known = &to->recent[slot_of(practice)];
    if (text_same(*known, practice))
        return;
    *known = arena_strdup(to->req->arena, practice);
    audit_name(to->req, *known);
}

bool extract_wanted(struct extract *to)
{
    return stream_wanted(to->stream);
}

bool extract_row(struct extract *to, const struct datum *data, bool same)
{
    bool listens = ++to->rows % LOOK_EVERY != 0 || extract_wanted(to);
    return listens && to->format->row(to, data, same) && stream_pass(to->stream);
}

static bool end(struct extract *to)
{
    if (to->cursor)
        stream_trailer(to->stream, "X-Next-Cursor", to->cursor(to->context));
    return to->format->end(to) && stream_end(to->stream, to->rows);
}

bool extract_all(struct extract *to, const struct query *query, struct taker *taker)
{
    bool good = db_each(to->req, query, taker);
    audit_count(to->req, to->rows);
    return good && end(to);
}

void extract_read(const struct extract *to, const struct row *row, struct datum *data)
{
    for (size_t i = 0; i < to->fixed; i++) {
        const char *text = row_text(row, i);
        enum datum_kind kind = text ? to->variables[i].kind : DATUM_NONE;
        bool number = kind == DATUM_NUMBER || kind == DATUM_BOOLEAN;
        data[i] = (struct datum){
            .kind = kind, .number = number ? row_integer(row, i) : 0, .text = number ? NULL : text};
    }
}
