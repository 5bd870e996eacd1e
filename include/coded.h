#ifndef CONTINUUM_CODED_H
#define CONTINUUM_CODED_H

#include <stdbool.h>
#include <stddef.h>

#include "patterns.h"

struct request;
struct row;
struct table;

/*
 * Codings of one pass while they are read, excerpt by excerpt, into patterns of ratings:
 * presence  for each excerpt that a coder read and each code of the version: given (1) or not (0)
 * choice    for each excerpt the one code given, counted from 1, or none (0); means something only
 *           while no coder gave an excerpt several (exclusive)
 * valence   for each excerpt and code: against (0), neutral (1), for (2)
 * Whoever has no row of an excerpt has not read it.
 */
enum coded_by { BY_ALL, BY_CODE, BY_MONTH };

struct coded {
    struct request *req;
    enum coded_by by;
    size_t raters, codes;
    bool exclusive;
    struct patterns *presence, *choice,
        *valence; /* groups: 0, the code's place, or year * 12 + month */
    struct reading *reading;
};

/* coders: rows of coder_id; codes: rows of code_id. */
struct coded *coded_new(struct request *req, enum coded_by by, const struct table *coders,
                        const struct table *codes);

/* Reads all codings of the request's program and pass that the caller sees. */
bool coded_read(struct coded *coded) __attribute__((warn_unused_result));

#endif
