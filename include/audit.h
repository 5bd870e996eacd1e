#ifndef CONTINUUM_AUDIT_H
#define CONTINUUM_AUDIT_H

#include <stdbool.h>
#include <stddef.h>

struct request;
struct table;

/*
 * The audit of a request: one entry, in the transaction of what it reports, or
 * there is no answer. Operations leave one unless openapi.yaml says x-audit:
 * false, or unless-whole and the answer is of whole programs: no practice is asked for, and the
 * caller sees all of them (and has no quota, which is counted with entries); every refusal of somebody who presented a credential does. What was
 * answered without the database leaves none, as a malformed body, nor do 429 and
 * 503: nothing was shown or done. The entry is made at the end (db_finish) of what
 * is noted here on the way.
 */
struct audit {
    const struct named {
        const char *practice;
        const struct named *next;
    } * named; /* so far */
    size_t named_count;
    bool parts;            /* it may tell of less than whole programs, see audit_foresee() */
    bool reached;          /* the database, with a statement of the operation */
    size_t rows;           /* in the answer */
    const char *practices; /* whose rows, as an array of SQL; NULL: nobody's */
    const char *object;    /* the address of what was made; NULL: that asked for */
    const char *anchor;    /* chain:entry:hash, for the log; NULL until written */
};

/* Notes that the answer tells of this practice. */
void audit_name(struct request *req, const char *practice);

/* Notes what the answer shows: its first count rows. Practices are found in
 * the column practice or _practice, and in the path. */
void audit_note(struct request *req, const struct table *rows, size_t count);

/* Notes that so many rows are shown, of those that were named. */
void audit_count(struct request *req, size_t rows);

/* Binds the entry's values to the parameters of audit_append. */
void audit_bind(struct request *req);

/* Whether this operation of this caller leaves an entry, and whether it does
 * now that it has ended. */
bool audit_wanted(const struct request *req);
bool audit_due(const struct request *req);

/* Ends the request's transaction with its entry, or writes that of a refusal.
 * False where that failed; then there is a problem in place of the answer. */
bool audit_close(struct request *req) __attribute__((warn_unused_result));

#endif
