#ifndef CONTINUUM_MOMENTS_H
#define CONTINUUM_MOMENTS_H

#include <stdint.h>

#include "statistics.h"

/*
 * How many values there are, their sum and the sum of their squares, exactly:
 * as slots of a vector that can be added and taken away in any order. A value is
 * a whole number below 2^60, or the difference of two; sums are kept in parts of
 * 40 bits, so that 2^20 practices do not overflow any.
 */
__extension__ typedef __int128 int128;

enum { SUM_SLOTS = 2, MOMENT_SLOTS = 1 + SUM_SLOTS + 3 };

void sum_add(int64_t *slots, int64_t value, int sign);
void moments_add(int64_t *slots, int64_t value, int sign);

/* The sum over a scale: what stands for one is `scale`. */
double sum_value(const int64_t *slots, double scale);

/* Number, mean and squared deviations; the difference of the two sums is taken
 * exactly, and rounded once. */
struct sample moments_sample(const int64_t *slots, double scale);

#endif
