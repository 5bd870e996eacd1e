#ifndef CONTINUUM_DB_IMPORT_H
#define CONTINUUM_DB_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct arena;
struct staged;

/*
 * Two connections to take imports in with: one works, in one transaction that holds the
 * import's lock; the other reads its parts and says how far it is. Whatever the first cannot
 * do is undone when its connection ends.
 */
struct import_desk;

/* NULL where the database cannot be reached. */
struct import_desk *import_desk_open(const char *database);
void import_desk_close(struct import_desk *desk);
bool import_desk_good(const struct import_desk *desk); /* connected, and at nothing */

struct import_job {
    int id, program; /* numbers in the database */
    const char *import, *program_code, *instrument, *version, *wave, *status, *media, *sha256;
    const char *mapping, *format; /* its document; both NULL where the columns are ours */
    bool gzip, partial, dry_run;
    size_t bytes;
};

struct import_outcome {
    int rows, created, unchanged, superseding, rejected, fault_count;
    bool whole;     /* a fault is of the whole file */
    json_t *faults; /* the first, each an object; belongs to the arena */
};

/* What became of a step that the database refused. */
enum import_failure {
    IMPORT_FINE,
    IMPORT_REFUSED, /* by a rule of the data, which the text names */
    IMPORT_REVOKED, /* who sent it may no more */
    IMPORT_AGAIN,   /* others were in the way, or the connection was lost */
    IMPORT_BROKEN
};

/* Begins the transaction with this import, or with the next that waits where wanted is NULL.
 * 1: it is locked; 0: there is none; -1: the connection was lost. */
int import_desk_claim(struct import_desk *desk, struct arena *arena, const char *wanted,
                      struct import_job *job);

/* Counts the attempt, or with -1 takes it back; how many there were. -1: lost. */
int import_desk_begun(struct import_desk *desk, const struct import_job *job, int step);

/* Notes how far it is; *cancelled: somebody wants no more of it. */
bool import_desk_progress(struct import_desk *desk, const struct import_job *job, size_t done,
                          size_t expected, bool *cancelled) __attribute__((warn_unused_result));

/* The part of what was sent, until the next call; 0: there are no more; -1: lost. */
long import_desk_part(struct import_desk *desk, const struct import_job *job, int part,
                      const char **bytes);

/* The rest of the transaction speaks with the rights of who sent it. */
bool import_desk_impersonate(struct import_desk *desk, const struct import_job *job)
    __attribute__((warn_unused_result));

/* Which instrument the name of a file in a zip means; false where none. */
bool import_desk_instrument(struct import_desk *desk, struct arena *arena, const char *stem,
                            struct import_job *job) __attribute__((warn_unused_result));

/* Begins the staging of a file; puts rows; stores what they come to, and adds that up. */
bool import_desk_stage(struct import_desk *desk) __attribute__((warn_unused_result));
bool import_desk_put(void *desk, const struct staged *staged) __attribute__((warn_unused_result));
bool import_desk_store(struct import_desk *desk, struct arena *arena, const struct import_job *job,
                       struct import_outcome *outcome) __attribute__((warn_unused_result));

/* Writes down how it ended, and commits; what was stored is undone first where asked. */
bool import_desk_settle(struct import_desk *desk, const struct import_job *job, const char *state,
                        const struct import_outcome *outcome, const char *failure, bool undo)
    __attribute__((warn_unused_result));

/* Undoes the whole transaction. */
void import_desk_abandon(struct import_desk *desk);

/* Why the last step failed, and what to tell of it. */
enum import_failure import_desk_failure(const struct import_desk *desk);
const char *import_desk_reason(const struct import_desk *desk);

/* Ends the statement that runs now; from another thread. */
void import_desk_cancel(struct import_desk *desk);

#endif
