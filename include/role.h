#ifndef CONTINUUM_ROLE_H
#define CONTINUUM_ROLE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A role of openapi.yaml (x-roles): the scopes that come with it and the limits
 * of which a caller in it must have at least one. tools/generate.py makes the
 * table of them; every scope stands in x-scopes.
 */
struct role {
    const char *name;
    const char *scopes; /* separated by spaces */
    const char *limits; /* programs, regions, practices; "" where none is needed */
};

extern const struct role roles[];
extern const size_t role_count;
extern const char all_scopes[];      /* every scope, separated by spaces */
extern const char *const purposes[]; /* what data is read for; NULL ends them */

/* NULL where there is no such role. */
const struct role *role_find(const char *name);

#endif
