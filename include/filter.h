#ifndef CONTINUUM_FILTER_H
#define CONTINUUM_FILTER_H

#include <stdbool.h>

struct request;

/*
 * The filter of a report, as the parameter filter says it or an object of lists in the body:
 * bound as JSON, {"ownership": ["clinician", "private"]}, for the statements. The audit notes
 * the practices that it names. A problem with all faults where it is none.
 */
bool filter_read(struct request *req) __attribute__((warn_unused_result));

#endif
