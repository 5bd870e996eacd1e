#ifndef CONTINUUM_VECTOR_H
#define CONTINUUM_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The counts of a cell, a whole number a slot, as they stand in the database:
 * each number zigzag-coded in groups of seven bits, lowest first (LEB128);
 * zeros as a 0 and how many there are; zeros at the end are left out. One vector
 * has one form, so that equal vectors are equal bytes.
 */

/* What `count` slots may take at most. */
size_t vector_room(size_t count);

/* Packs the slots and tells the size. */
size_t vector_pack(const int64_t *slots, size_t count, unsigned char *packed);

/* Adds a packed vector to the slots, or takes it away where sign is -1. False
 * where it is not one of at most `count` slots; what the slots are then is not said. */
bool vector_add(int64_t *slots, size_t count, const unsigned char *packed, size_t size, int sign)
    __attribute__((warn_unused_result));

#endif
