#ifndef CONTINUUM_INTERN_H
#define CONTINUUM_INTERN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * Numbers for texts that come again and again, in memory that does not grow: when it is full,
 * all are forgotten, and what comes again gets a new number. So a number stands for one
 * text, but a text may have several numbers.
 */
struct intern;

struct intern *intern_new(struct arena *arena);

/* The number of these bytes, from 1 on; *is_new where it was given just now. */
int intern_number(struct intern *intern, const char *bytes, size_t size, bool *is_new);

#endif
