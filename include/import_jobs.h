#ifndef CONTINUUM_IMPORT_JOBS_H
#define CONTINUUM_IMPORT_JOBS_H

#include <stdbool.h>

struct config;

/*
 * Takes imports in: large ones in a thread of this instance, one after the other, whichever
 * instance received them; small ones for the request that brings them, two at the same time.
 */
struct import_jobs;

struct import_jobs *import_jobs_start(const struct config *config);

/* An import that is worked on is given up, and waits for another instance. */
void import_jobs_stop(struct import_jobs *jobs);

/* Takes this one in now. False where it waits for its turn instead. */
bool import_jobs_take(struct import_jobs *jobs, const char *import);

/* Looks for imports that wait at once, not only at the next second. */
void import_jobs_wake(struct import_jobs *jobs);

#endif
