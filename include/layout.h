#ifndef CONTINUUM_LAYOUT_H
#define CONTINUUM_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "scale.h"

struct arena;

/*
 * What the slots of a cell mean. Each version of an instrument has one layout,
 * made of its items, which never change; so a cell of that version can always be read.
 *
 * A subject is what a figure can be of: an item, a domain (the mean of its staged
 * items on one scale), the whole (the mean of the domains), a ratio of two items.
 */
enum subject_kind {
    SUBJECT_LEVELS, /* an item with a scale: practices by level */
    SUBJECT_NUMBER, /* an item with a number: moments, in whole numbers of 10^-decimals */
    SUBJECT_RATE,   /* moments of the practices' percentages, sums of numerators and denominators */
    SUBJECT_RATIO,  /* the same of the quotients of two items */
    SUBJECT_DOMAIN, /* practices by number and sum of their ratings; moments where that is too long */
    SUBJECT_TOTAL, /* moments of the means of domain means */
    SUBJECT_TEXT   /* whether there is an answer */
};

struct subject {
    enum subject_kind kind;
    const char *domain, *item; /* item: NULL for domain and whole; the ratio's code */
    const char *label, *unit;
    const char *item_kind; /* of openapi.yaml: stage, rate, money ...; NULL for what is no item */
    const char *direction;
    size_t place; /* order on a page */
    bool staged;  /* a stage or level, and what is made of them */
    const struct scale *scale;
    double unit_scale;                        /* what stands for 1 in its moments */
    int64_t numerator_unit, denominator_unit; /* what stands for 1 in the answers it is made of */
    size_t position, below; /* in the answers; of a ratio: numerator and denominator */
    const struct subject *const *members; /* of a domain its items, of the whole its domains */
    size_t member_count;
    bool counted;               /* a domain that has its practices by number and sum */
    long long steps;            /* by which a domain may move; 0: too many to count each */
    size_t offset, size;        /* its slots in a cell */
    size_t missing;             /* REASON_SLOTS by reason; 0: none */
    size_t change, change_size; /* its slots in a transition; size 0: it has none */
};

enum { SLOT_EXPECTED, SLOT_RECEIVED, SLOT_IN_WORK, SLOT_SUBJECTS };
enum { REASON_SLOTS = 16 }; /* by missing_reason; 0: none was given */

/* The slots of a change that is not between levels; behind them, of a domain whose
 * steps are few, practices by step from -steps to steps in units of unit_scale. */
enum { CHANGE_DECLINED, CHANGE_SAME, CHANGE_IMPROVED, CHANGE_JOINED, CHANGE_LEFT, CHANGE_MOMENTS };

struct layout {
    int version_id;
    const char *instrument, *instrument_kind, *version, *name;
    const char *rank; /* among the versions of its instrument, the latest the greatest */
    size_t positions;
    size_t subject_count;
    struct subject *subjects;
    size_t size, change_size; /* slots of a cell, of a transition */
    bool changes;             /* its waves are compared */
};

/* The layout of what the query catalog_read says of a version; NULL where it is none. */
struct layout *layout_new(struct arena *arena, int version_id, const json_t *document);

/* The subject of that item, or of that domain on that scale where item is NULL; NULL where there is none. */
const struct subject *layout_find(const struct layout *layout, enum subject_kind kind,
                                  const char *domain, const char *item, int scale_id);

#endif
