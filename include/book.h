#ifndef CONTINUUM_BOOK_H
#define CONTINUUM_BOOK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * An XLSX file: sheets of rows from top to bottom, in memory that does not grow. Where a
 * sheet is full (2^20 rows) another one goes on, with the same header. A text is always a text,
 * never a formula, and cut at 32,767 characters, which is all that a cell holds.
 */
struct book;

/* A file at that path; NULL where there is no room. */
struct book *book_new(struct arena *arena, const char *path);

/* A sheet, whose first row these names are. */
void book_sheet(struct book *book, const char *name, const char *const *header, size_t columns);

/* Cells of the row; those that are not written are empty. */
void book_row(struct book *book);
void book_text(struct book *book, size_t column, const char *text);
void book_number(struct book *book, size_t column, double number);
void book_boolean(struct book *book, size_t column, bool value);

/* Writes the file; false where there is no room for it. */
bool book_close(struct book *book) __attribute__((warn_unused_result));

#endif
