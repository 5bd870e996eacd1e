#ifndef CONTINUUM_QUESTION_H
#define CONTINUUM_QUESTION_H

#include <stdbool.h>

#include "freshness.h"

/*
 * What is asked, as hashes: of the operation, its parameters, the media, what the caller
 * may see (not who it is), and the program that answers. The same on all instances.
 */

/* Sets the request's question; before a handler binds anything. */
void question_hash(struct request *req);

/* Under which the answer at a version is kept. */
void question_key(const struct request *req, const struct data_version *version,
                  unsigned char key[QUESTION_BYTES]);

/* The ETag of an answer that shows a version. */
const char *question_tag(struct request *req, const char *shown, const char *day);

/* A version of what is shown, for who is not to know of the rest. */
const char *question_version(struct request *req, const struct table *rows);

/* Whether the caller sees the whole state. */
bool question_sees_all(const struct request *req);

#endif
