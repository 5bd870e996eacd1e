#ifndef CONTINUUM_THROTTLE_H
#define CONTINUUM_THROTTLE_H

#include <stdbool.h>

struct config;
struct request;

/*
 * What one caller, and one guesser, may take of the service: requests a second,
 * files at the same time, wrong credentials a minute. Kept in this process alone:
 * n instances allow n times as much. A quota of requests a day is the
 * database's (see quota_spend in sql/).
 */
struct throttle;

struct throttle *throttle_new(const struct config *config);
void throttle_free(struct throttle *throttle);

/* Whether the network that the request comes from may still present unknown
 * credentials: 429 where not. Who is known already is never asked. The second
 * counts one that was wrong. */
bool guess_allowed(struct request *req) __attribute__((warn_unused_result));
bool guess_count(struct request *req) __attribute__((warn_unused_result));

/* Gives back what limit_check() took; safe to call always. */
void limit_release(struct request *req);

#endif
