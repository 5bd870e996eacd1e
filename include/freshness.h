#ifndef CONTINUUM_FRESHNESS_H
#define CONTINUUM_FRESHNESS_H

#include <stdbool.h>
#include <stdint.h>

struct request;
struct table;

/*
 * Whether an answer is still current. Operations with x-cached in openapi.yaml are
 * answered from nothing but what the data version tells (data_state() in SQL) and the
 * day. So their ETag is a hash of version, day, question, media, what the caller may
 * see and this program: strong, equal on all instances, known before any other
 * statement; and an answer that was given once can be given again.
 *
 * Who sees a part of the state is not to learn that something changed elsewhere: their
 * version is a hash of what they are shown, and so is known only with the answer.
 *
 * Never older than an acknowledged commit: each request asks for the version after it
 * has come (db_version()). Of exactly its version: an answer is computed in one
 * snapshot, which is asked for the version, too. Never for who no longer holds: see
 * standing.h. What must be audited, and whoever has a quota, goes to the database.
 */
struct data_version {
    char text[48];       /* empty: not known */
    char day[16];        /* of the database */
    char changed_at[32]; /* when what is shown changed last */
    int64_t moment_us;   /* of the database, since 1970 */
};

/* How an answer came about; UNASKED: not one that could be kept; SHARED: made for another
 * request that asked the same. */
enum cache_use { CACHE_UNASKED, CACHE_NONE, CACHE_MISS, CACHE_HIT, CACHE_SHARED, CACHE_USES };
extern const char *const cache_names[CACHE_USES];

#define QUESTION_BYTES 32

struct freshness {
    unsigned char question[QUESTION_BYTES]; /* hash of all but version and day */
    struct data_version version;            /* that the request's snapshot sees */
    const char *shown;                      /* to this caller, in its place; NULL: not yet */
    enum cache_use cache;
    bool leads;                           /* others may wait for this answer (flight.h) */
    unsigned char flight[QUESTION_BYTES]; /* under this key */
};

/* A row of version_check or version_read. */
void data_version_take(struct data_version *version, const struct table *rows);

/* What db_snapshot() learned: the version, and until when the caller holds. */
void freshness_note(struct request *req, const struct table *rows);

/* Says in meta what the answer with these rows is of. */
void freshness_meta(struct request *req, const struct table *rows);

#endif
