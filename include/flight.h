#ifndef CONTINUUM_FLIGHT_H
#define CONTINUUM_FLIGHT_H

#include <stddef.h>
#include <time.h>

struct arena;
struct buffer;

/*
 * Answers that are being made. Of those who ask for the same at the same time one makes
 * the answer and the others wait for it: after a commit a thousand dashboards cost what
 * one costs. Nothing is kept: what lands goes to who waits then. Keys are those of the
 * answer cache, and say what is asked and of which data.
 */
struct flights;

#define FLIGHT_KEY_BYTES 32

struct flights *flights_new(void);
void flights_free(struct flights *flights);

enum flight_turn {
    FLIGHT_LEADS, /* the caller makes the answer, and must call flight_land() */
    FLIGHT_LANDED,
    FLIGHT_LOST, /* no answer came of it: somebody else is to lead */
    FLIGHT_LATE
};

/* Waits until a moment of the monotonic clock. Sets bytes where landed: a copy that
 * belongs to the arena. */
enum flight_turn flight_join(struct flights *flights, const unsigned char key[FLIGHT_KEY_BYTES],
                             struct arena *arena, const struct timespec *until,
                             struct buffer **bytes) __attribute__((warn_unused_result));

/* NULL: there is no answer. */
void flight_land(struct flights *flights, const unsigned char key[FLIGHT_KEY_BYTES],
                 const struct buffer *bytes);

#endif
