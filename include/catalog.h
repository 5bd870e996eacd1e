#ifndef CONTINUUM_CATALOG_H
#define CONTINUUM_CATALOG_H

#include <stdbool.h>

struct layout;
struct request;

/* The layouts of all versions of instruments. Versions never change, so each is read
 * once by a process and stays as long as it; threads share them. */
struct catalog;

struct catalog *catalog_new(void);
void catalog_free(struct catalog *catalog);

/* Makes sure that so many versions are known, which is all that there are; reads what is new. Their
 * numbers do not tell: of two that are made at once the lower may come to light last. */
bool catalog_complete(struct request *req, long long count) __attribute__((warn_unused_result));

/* Takes a row of the query catalog_read; one that is known stays as it is. */
void catalog_add(struct catalog *catalog, long long version_id, const char *document);

/* NULL where no such version is known. */
const struct layout *catalog_layout(struct catalog *catalog, long long version_id);

/* The first version from *version_id on; false where there is none. */
bool catalog_next(struct catalog *catalog, long long *version_id, const struct layout **layout);

#endif
