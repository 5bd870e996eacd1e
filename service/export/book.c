#include "book.h"

#include <stdlib.h>
#include <string.h>

#include <xlsxwriter.h>

#include "arena.h"

#define ZIP_EPOCH_S 315532800
#define TEXT_MAX 32767 /* UTF-16 units that Excel takes; characters beyond the BMP are two */

struct book {
    struct arena *arena;
    lxw_workbook *book; /* NULL when it is closed */
    lxw_worksheet *sheet;
    lxw_format *bold;
    const char *name;
    const char *const *header;
    size_t columns, parts; /* sheets with this header */
    lxw_row_t row;         /* that is written */
    bool failed;
};

static void release(void *object)
{
    struct book *book = object;
    if (book->book)
        lxw_workbook_free(book->book);
}

struct book *book_new(struct arena *arena, const char *path)
{
    const char *directory = getenv("TMPDIR");
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = directory ? arena_strdup(arena, directory) : NULL};
    struct book *book = arena_alloc(arena, sizeof *book);
    book->arena = arena;
    book->book = workbook_new_opt(path, &options);
    arena_defer(arena, release, book);
    if (book->book) /* the same rows, the same file: without the time of its making */
        workbook_set_properties(book->book, &(lxw_doc_properties){.created = ZIP_EPOCH_S});
    book->bold = book->book ? workbook_add_format(book->book) : NULL;
    if (book->bold)
        format_set_bold(book->bold);
    return book->bold ? book : NULL;
}

static void add_sheet(struct book *book)
{
    const char *name = ++book->parts == 1
                           ? book->name
                           : arena_printf(book->arena, "%s %zu", book->name, book->parts);
    book->sheet = workbook_add_worksheet(book->book, name);
    book->failed = book->failed || !book->sheet;
    book->row = 0;
    if (book->failed)
        return;
    worksheet_freeze_panes(book->sheet, 1, 0);
    for (size_t i = 0; i < book->columns; i++)
        worksheet_write_string(book->sheet, 0, (lxw_col_t)i, book->header[i], book->bold);
}

void book_sheet(struct book *book, const char *name, const char *const *header, size_t columns)
{
    book->name = name;
    book->header = header;
    book->columns = columns;
    book->parts = 0;
    add_sheet(book);
}

void book_row(struct book *book)
{
    if (++book->row == LXW_ROW_MAX) {
        add_sheet(book);
        book->row = 1;
    }
}

/* The text, or so much of it as fits. */
static const char *fitting(struct book *book, const char *text)
{
    size_t units = 0, at = 0;
    if (strlen(text) <= TEXT_MAX)
        return text;
    while (text[at]) {
        unsigned char first = (unsigned char)text[at];
        size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        units += bytes == 4 ? 2 : 1;
        if (units > TEXT_MAX)
            break;
        at += bytes;
    }
    return arena_strndup(book->arena, text, at);
}

void book_text(struct book *book, size_t column, const char *text)
{
    if (*text && !book->failed)
        worksheet_write_string(book->sheet, book->row, (lxw_col_t)column, fitting(book, text),
                               NULL);
}

void book_number(struct book *book, size_t column, double number)
{
    if (!book->failed)
        worksheet_write_number(book->sheet, book->row, (lxw_col_t)column, number, NULL);
}

void book_boolean(struct book *book, size_t column, bool value)
{
    if (!book->failed)
        worksheet_write_boolean(book->sheet, book->row, (lxw_col_t)column, value, NULL);
}

bool book_close(struct book *book)
{
    lxw_workbook *closing = book->book;
    book->book = NULL;
    return workbook_close(closing) == LXW_NO_ERROR && !book->failed;
}
