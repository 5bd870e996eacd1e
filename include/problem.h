#ifndef CONTINUUM_PROBLEM_H
#define CONTINUUM_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct request;

/*
 * A failure of a request, answered as application/problem+json (RFC 9457).
 * A request has one problem; the first that is raised stands. It is written
 * once, by the reply, and logged once, by the server.
 */
enum problem_kind {
    PROBLEM_NONE,
#define PROBLEM(kind, status, slug, title) PROBLEM_##kind,
#include "problem.def"
#undef PROBLEM
    PROBLEM_KINDS
};

struct problem {
    enum problem_kind kind;
    const char *detail; /* for the client; never a text of the database */
    json_t *errors;     /* array of {pointer|parameter|row+column, code, detail}, or NULL */
    size_t error_count; /* faults found, which may be more than errors lists */
};

/* At most this many faults are listed in one answer; the rest are counted. */
#define PROBLEM_ERRORS_MAX 1000

int problem_status(enum problem_kind kind);
const char *problem_slug(enum problem_kind kind);
const char *problem_title(enum problem_kind kind);

/* What to say where nothing more is known. */
const char *problem_advice(enum problem_kind kind);

/* The kind with this slug, PROBLEM_INTERNAL where there is none: how a query
 * names the problem it found. */
enum problem_kind problem_of_slug(const char *slug);

/* Always false, so that a stage can return it. */
bool problem_raise(struct request *req, enum problem_kind kind, const char *detail, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Notes one fault of the input without ending the stage; place is "pointer"
 * for a JSON Pointer into the body and "parameter" for a parameter's name; a
 * fault of a file has its row and column instead.
 * faults_raise() ends it: true where no fault was noted.
 */
void fault_add(struct request *req, const char *place, const char *where, const char *code,
               const char *detail, ...) __attribute__((format(printf, 5, 6)));
void fault_add_row(struct request *req, size_t row, const char *column, const char *code,
                   const char *detail, ...) __attribute__((format(printf, 5, 6)));
bool faults_raise(struct request *req, enum problem_kind kind) __attribute__((warn_unused_result));

#endif
