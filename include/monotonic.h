#ifndef CONTINUUM_MONOTONIC_H
#define CONTINUUM_MONOTONIC_H

#include <pthread.h>
#include <time.h>

/* Waiting by a clock that nobody sets. */

void monotonic_condition_init(pthread_cond_t *condition);

/* The moment so many milliseconds from now, for pthread_cond_timedwait(). */
struct timespec monotonic_after(long long ms);

#endif
