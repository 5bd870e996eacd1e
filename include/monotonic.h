#ifndef CONTINUUM_MONOTONIC_H
#define CONTINUUM_MONOTONIC_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* A clock that nobody sets, and waiting by it. */

/* Time since an arbitrary point, for durations. */
int64_t clock_ns(void);

void monotonic_condition_init(pthread_cond_t *condition);

/* The moment so many milliseconds from now, for pthread_cond_timedwait(). */
struct timespec monotonic_after(long long ms);

#endif
