#ifndef CONTINUUM_DECIMAL_H
#define CONTINUUM_DECIMAL_H

#include <stddef.h>

/*
 * Numbers as text. decimal_of_double() writes what printf("%.15g") writes, to the last
 * digit, several times as fast: a report has a hundred thousand of them. Where 10^-3 <= |value|
 * < 10^15 the value times a power of ten is a whole number of at most 117 bits over a
 * power of two, and so is rounded exactly, halves to even; others go through printf.
 */
#define DECIMAL_MAX 32

/* The length; out has room for DECIMAL_MAX bytes and is terminated. */
size_t decimal_of_double(char *out, double value);
size_t decimal_of_integer(char *out, long long value);

/* Of a number in whole units of 10^-decimals, up to 18; without zeros at its end. */
size_t decimal_of_units(char *out, long long units, unsigned decimals);

#endif
