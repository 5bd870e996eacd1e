#ifndef CONTINUUM_QDA_H
#define CONTINUUM_QDA_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct request;

/*
 * What a file of REFI-QDA says: a codebook (.qdc) or a project (project.qde), read in one go.
 * Positions count Unicode code points of the plain text from 0, a byte order mark not among
 * them; endPosition is the one behind the last. GUIDs are in lower case and without braces.
 * What else a project may hold (notes, sets, cases, variables, links, graphs) is passed over.
 */
struct qda_code {
    const char *guid, *parent, *name, *color, *description; /* parent: a GUID, or NULL */
    bool codable;
    size_t line;
};

struct qda_user {
    const char *guid, *name;
};

struct qda_source {
    const char *guid, *name, *path; /* path: of a file of the project; NULL where text is here */
    const char *text;               /* NULL until it is there */
    size_t line;
};

struct qda_selection {
    const char *guid, *memo;
    size_t source; /* its place among the sources */
    long starts, ends;
    size_t line;
};

struct qda_coding {
    const char *code, *user; /* GUIDs; user NULL where nobody is named */
    size_t selection;
    size_t line;
};

struct qda {
    struct qda_code *codes;
    struct qda_user *users;
    struct qda_source *sources;
    struct qda_selection *selections;
    struct qda_coding *codings;
    size_t code_count, user_count, source_count, selection_count, coding_count;
    size_t skipped; /* sources that are no text, and codings that are of no part of a text */
    struct qda_reader *own;
};

#define QDA_KIND "theme" /* of a code whose kind is not said */
#define QDA_CODES_MAX 1000
#define QDA_SOURCES_MAX 10000
#define QDA_SELECTIONS_MAX 100000
#define QDA_TEXT_BYTES ((size_t)8 << 20) /* of all texts together */
#define QDA_TEXT_SAID "8 MiB"

/* root: the element that the document must be, CodeBook or Project. */
struct qda *qda_open(struct request *req, const char *root);

/* More of the document. False once nothing more can be read; faults are noted in the
 * request (problem.h), each with its line. */
bool qda_feed(struct qda *qda, const char *bytes, size_t size, bool last);

/* Binds :columns and :rows (csv.h) of the codes, the first as row 1; and tells of faults of
 * these rows by the line of the document and the GUID. */
void qda_bind_codes(struct request *req, const struct qda *qda);
void qda_name_faults(struct request *req, const struct qda *qda);

/* A GUID as it is kept; NULL where the text is none. */
const char *qda_guid(struct arena *arena, const char *text);

/* A code of the house for each name, such as access_to_care: the same for the same names
 * and GUIDs in the same order. Where an earlier one is the same, part of the GUID is added. */
const char *const *qda_names(struct arena *arena, const char *const *names,
                             const char *const *guids, size_t count);

#endif
