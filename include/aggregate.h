#ifndef CONTINUUM_AGGREGATE_H
#define CONTINUUM_AGGREGATE_H

#include <stdbool.h>

#include <jansson.h>

struct request;
struct table;

/*
 * The figures with which /v1/aggregates answers a question, for who needs them inside of another
 * operation. The question is a Question of openapi.yaml; where it names no program, it is of the
 * request's own. as_of: of that moment. The request is left as it was but for its data version.
 * False where a problem was raised; places of faults are the question's parameters.
 */
bool aggregate_figures(struct request *req, json_t *question, const char *as_of,
                       const struct table **figures) __attribute__((warn_unused_result));

#endif
