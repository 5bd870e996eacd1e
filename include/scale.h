#ifndef CONTINUUM_SCALE_H
#define CONTINUUM_SCALE_H

#include <stdbool.h>
#include <stddef.h>

/* The levels that an item can have; their numbers may leave some out. */
struct level {
    int level;
    const char *code, *label;
};

struct scale {
    int scale_id;
    bool ordered;
    size_t count;
    struct level *levels; /* ascending */
};

/* From the lowest level to the highest. */
int scale_span(const struct scale *scale);

/* The place of a level, counted from 1; 0 where it is none of the scale. */
size_t scale_place(const struct scale *scale, long long level);

/* The first place, counted from 0, of a level or above it; the scale's count where there is none. */
#define LEVEL_UPPER_HALF (-1) /* in place of a level: the upper half of the scale */
size_t scale_threshold(const struct scale *scale, int at_or_above);

/* The least common multiple of 1 .. count; 0 where it is beyond 1e9. */
long long common_multiple(size_t count);

/* From and to a level's index, 0 where there was no answer. */
size_t change_slot(const struct scale *scale, size_t from, size_t to);

/* The slot of a number of ratings and their sum, among those of a counted domain. */
size_t ratings_slot(const struct scale *scale, size_t count, long long sum);

#endif
