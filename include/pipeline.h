#ifndef CONTINUUM_PIPELINE_H
#define CONTINUUM_PIPELINE_H

#include <stdbool.h>

struct request;

/*
 * The way of every request: one array of stages (pipeline.c), walked until one
 * returns false. Afterwards req->reply is complete, whatever happened.
 */
void pipeline_run(struct request *req);

/* The stages, in their order, one module each. */
bool guard_check(struct request *req);       /* the head as sent: 400 405 411 415 431 */
bool route_match(struct request *req);       /* operation: 404 405; OPTIONS answered */
bool media_choose(struct request *req);      /* format of the answer: 406 */
bool field_check(struct request *req);       /* parameters: 400, all faults at once */
bool auth_identify(struct request *req);     /* who: 401 503 */
bool limit_check(struct request *req);       /* how much: 429 */
bool auth_permit(struct request *req);       /* scope: 403 */
bool body_read(struct request *req);         /* 400 408 413 415 */
bool body_check(struct request *req);        /* JSON against its schema: 422 */
bool audit_foresee(struct request *req);     /* whether it will name a practice */
bool freshness_check(struct request *req);   /* 304, or what was answered before: 503 */
bool operation_perform(struct request *req); /* the handler */
bool freshness_keep(struct request *req);    /* ETag; keeps the answer */
void freshness_end(struct request *req);     /* after all: nobody waits for what did not come */

#endif
