#include "moments.h"

#define PART_BITS 40
#define PART ((int64_t)1 << PART_BITS)

void sum_add(int64_t *slots, int64_t value, int sign)
{
    int64_t low = value & (PART - 1);
    slots[0] += sign * low;
    slots[1] += sign * ((value - low) / PART);
}

void moments_add(int64_t *slots, int64_t value, int sign)
{
    int128 square = (int128)value * value;
    slots[0] += sign;
    sum_add(slots + 1, value, sign);
    for (int i = 3; i < MOMENT_SLOTS - 1; i++, square >>= PART_BITS)
        slots[i] += sign * (int64_t)(square & (PART - 1));
    slots[MOMENT_SLOTS - 1] += sign * (int64_t)square;
}

/* As parts of which only the last may be negative or large. */
static void carry(int128 *parts, int count)
{
    for (int i = 0; i + 1 < count; i++) {
        int128 low = parts[i] & (PART - 1);
        parts[i + 1] += (parts[i] - low) / PART;
        parts[i] = low;
    }
}

static double whole(const int128 *parts, int count)
{
    long double value = 0;
    for (int i = count - 1; i >= 0; i--)
        value = value * (long double)PART + (long double)parts[i];
    return (double)value;
}

double sum_value(const int64_t *slots, double scale)
{
    int128 parts[] = {slots[0], slots[1]};
    carry(parts, 2);
    return whole(parts, 2) / scale;
}

struct sample moments_sample(const int64_t *slots, double scale)
{
    int128 n = slots[0], sum[] = {slots[1], slots[2]};
    if (n <= 0)
        return (struct sample){0};
    carry(sum, 2);
    /* n times the squares less the square of the sum */
    int128 rest[] = {n * slots[3] - sum[0] * sum[0], n * slots[4] - 2 * sum[0] * sum[1],
                     n * slots[5] - sum[1] * sum[1]};
    carry(rest, 3);
    return (struct sample){(long long)n, whole(sum, 2) / (double)n / scale,
                           whole(rest, 3) / (double)n / scale / scale};
}
