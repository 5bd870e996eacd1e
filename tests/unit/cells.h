#ifndef CONTINUUM_TEST_CELLS_H
#define CONTINUUM_TEST_CELLS_H

#include <stdint.h>

#include "arena.h"
#include "cell.h"
#include "layout.h"

/* What the tests of cells share: layouts from short descriptions, and chance that is the same
 * each time. */

uint64_t chance(uint64_t below);
int64_t any_number(void); /* of every size, and the extremes */

/* The layout of a document; quotes may be '. */
struct layout *layout_of(struct arena *arena, const char *document);

/* A document: domains "a", "b" with so many staged items each on the scale 1, levels 1 2 4 7. */
struct layout *layout_of_domains(struct arena *arena, size_t a, size_t b);

/* A framework with every kind of item, its numbers with so many decimals. */
struct layout *layout_of_all(struct arena *arena, int decimals);

/* A sheet of answers that its layout takes, some of them missing. */
struct sheet any_sheet(struct arena *arena, const struct layout *layout);

#endif
