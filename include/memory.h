#ifndef CONTINUUM_MEMORY_H
#define CONTINUUM_MEMORY_H

#include <stddef.h>

/* Memory that outlives a request, zeroed. Where there is none the process ends,
 * and is started again. */
void *memory_new(size_t size) __attribute__((malloc, returns_nonnull));

#endif
