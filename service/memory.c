#include "memory.h"

#include <stdlib.h>

void *memory_new(size_t size)
{
    void *bytes = calloc(1, size);
    if (!bytes)
        abort();
    return bytes;
}
