#include <math.h>

#include "book.h"
#include "extract.h"
#include "request.h"
#include "spool.h"
#include "stream.h"

/* A sheet of data, and one of notes: what was asked for, and what the columns mean. */
struct xlsx {
    struct book *book;
    struct spool *spool;
};

static const char *const notes_header[] = {"note", "text"};

static bool begin(struct extract *to)
{
    struct arena *arena = to->req->arena;
    struct xlsx *xlsx = arena_alloc(arena, sizeof *xlsx);
    const char **names = arena_array(arena, const char *, to->variable_count);
    to->state = xlsx;
    xlsx->spool = spool_new(arena);
    xlsx->book = xlsx->spool ? book_new(arena, spool_path(xlsx->spool)) : NULL;
    if (!xlsx->book)
        return problem_raise(to->req, PROBLEM_UNAVAILABLE, "There is no room for the file.");
    for (size_t i = 0; i < to->variable_count; i++)
        names[i] = to->variables[i].name;
    book_sheet(xlsx->book, "data", names, to->variable_count);
    return true;
}

static bool row(struct extract *to, const struct datum *data, bool same)
{
    struct xlsx *xlsx = to->state;
    (void)same;
    book_row(xlsx->book);
    for (size_t i = 0; i < to->variable_count; i++) {
        const struct datum *datum = &data[i];
        if (datum->kind == DATUM_NUMBER)
            book_number(xlsx->book, i, (double)datum->number / pow(10, datum->decimals));
        else if (datum->kind == DATUM_BOOLEAN)
            book_boolean(xlsx->book, i, datum->number);
        else if (datum->kind != DATUM_NONE)
            book_text(xlsx->book, i, datum->text);
    }
    return true;
}

static void note(struct xlsx *xlsx, const char *name, const char *text)
{
    book_row(xlsx->book);
    book_text(xlsx->book, 0, name);
    if (text)
        book_text(xlsx->book, 1, text);
}

static void write_notes(struct extract *to)
{
    struct xlsx *xlsx = to->state;
    struct request *req = to->req;
    book_sheet(xlsx->book, "notes", notes_header, 2);
    note(xlsx, "what", req->operation->summary);
    note(xlsx, "rows", arena_printf(req->arena, "%zu", to->rows));
    note(xlsx, "request", req->id);
    for (size_t i = 0; i < req->operation->parameter_count; i++) {
        const char *name = req->operation->parameters[i].schema.name;
        if (request_value(req, name))
            note(xlsx, arena_printf(req->arena, "asked: %s", name), request_value(req, name));
    }
    if (to->cursor)
        note(xlsx, "next_cursor", to->cursor(to->context));
    for (size_t i = 0; i < to->variable_count; i++)
        note(xlsx, arena_printf(req->arena, "column: %s", to->variables[i].name),
             to->variables[i].label);
}

static bool end(struct extract *to)
{
    struct xlsx *xlsx = to->state;
    write_notes(to);
    if (!book_close(xlsx->book))
        return problem_raise(to->req, PROBLEM_UNAVAILABLE, "There is no room for the file.");
    return spool_send(xlsx->spool, to->stream);
}

const struct format format_xlsx = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    false,
    false,
    begin,
    row,
    end};
