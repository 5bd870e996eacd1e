#include "vector.h"

#define NUMBER_BYTES 10 /* of 64 bits, seven at a time */

size_t vector_room(size_t count)
{
    return (count + 1) * (NUMBER_BYTES + 1);
}

static unsigned char *put(unsigned char *at, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        *at++ = (unsigned char)(number | 0x80);
    *at++ = (unsigned char)number;
    return at;
}

/* NULL where the bytes end within a number, or it is longer than it need be or than 64 bits. */
static const unsigned char *take(const unsigned char *at, const unsigned char *end,
                                 uint64_t *number)
{
    *number = 0;
    for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
        unsigned char part = *at++;
        *number |= (uint64_t)(part & 0x7f) << shift;
        if (!(part & 0x80))
            return (part == 0 && shift > 0) || (part > 1 && shift == 63) ? NULL : at;
    }
    return NULL;
}

static uint64_t zigzag(int64_t number)
{
    return ((uint64_t)number << 1) ^ (uint64_t)(number >> 63);
}

static int64_t unzigzag(uint64_t number)
{
    return (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

size_t vector_pack(const int64_t *slots, size_t count, unsigned char *packed)
{
    unsigned char *at = packed;
    while (count > 0 && slots[count - 1] == 0)
        count--;
    for (size_t i = 0; i < count;) {
        size_t zeros = 0;
        while (slots[i + zeros] == 0)
            zeros++;
        if (zeros > 0)
            at = put(put(at, 0), zeros);
        i += zeros;
        at = put(at, zigzag(slots[i++]));
    }
    return (size_t)(at - packed);
}

bool vector_add(int64_t *slots, size_t count, const unsigned char *packed, size_t size, int sign)
{
    const unsigned char *at = packed, *end = size ? packed + size : packed;
    size_t i = 0;
    uint64_t number, zeros;
    while (at != end) {
        at = take(at, end, &number);
        if (at && number == 0) { /* zeros, and then always a number */
            at = take(at, end, &zeros);
            if (!at || zeros == 0 || zeros > count - i)
                return false;
            i += zeros;
            at = take(at, end, &number);
        }
        if (!at || number == 0 || i == count)
            return false;
        /* Without sign, where a sum too large is no fault but comes back. */
        uint64_t by = (uint64_t)unzigzag(number);
        slots[i] = (int64_t)((uint64_t)slots[i] + (sign < 0 ? 0 - by : by));
        i++;
    }
    return true;
}
