#ifndef CONTINUUM_QDA_NOTE_H
#define CONTINUUM_QDA_NOTE_H

struct arena;
struct buffer;

/*
 * The description of a code in a file of REFI-QDA: its definition and, behind a line
 * [continuum], what that format has no place for, a line each:
 *
 *     What practices say about hiring.
 *
 *     [continuum]
 *     code: hiring
 *     kind: barrier
 *     include: wages\nand vacancies
 *
 * In values a line break is \n, a carriage return \r and a backslash \\. What does not read
 * as such lines is part of the definition.
 */
struct qda_note {
    const char *definition; /* this and the others: NULL where there is none */
    const char *code, *kind, *theme, *include, *exclude;
};

struct qda_note qda_note_read(struct arena *arena, const char *description);

/* What reads back as the same. */
void qda_note_write(struct buffer *to, const struct qda_note *note);

#endif
