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

/* NULL where the bytes end within a number or it is too long. */
static const unsigned char *take(const unsigned char *at, const unsigned char *end,
                                 uint64_t *number)
{
    *number = 0;
    for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
        *number |= (uint64_t)(*at & 0x7f) << shift;
        if (!(*at++ & 0x80))
            return at;
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
    const unsigned char *end = packed + size;
    size_t i = 0;
    for (uint64_t number, zeros; packed && packed < end;) {
        packed = take(packed, end, &number);
        if (packed && number == 0) {
            packed = take(packed, end, &zeros);
            if (zeros > count - i)
                return false;
            i += zeros;
        } else if (packed) {
            if (i == count)
                return false;
            slots[i++] += sign * unzigzag(number);
        }
    }
    return packed == end;
}
