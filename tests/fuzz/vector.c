/* A byte says how many slots there are; the rest is a packed vector. */
#include "vector.h"

#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    int64_t slots[256] = {0}, again[256] = {0};
    unsigned char packed[257 * 11];
    if (size == 0)
        return 0;
    size_t count = bytes[0];
    if (!vector_add(slots, count, bytes + 1, size - 1, 1))
        return 0;
    CHECK(vector_pack(slots, count, packed) == size - 1 && size - 1 <= vector_room(count));
    CHECK(!memcmp(packed, bytes + 1, size - 1));
    CHECK(vector_add(again, count, bytes + 1, size - 1, -1));
    CHECK(vector_add(again, count, bytes + 1, size - 1, 1));
    for (size_t i = 0; i < 256; i++)
        CHECK(again[i] == 0 && (i < count || slots[i] == 0));
    return 0;
}
