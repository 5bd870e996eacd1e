#ifndef CONTINUUM_THEMES_H
#define CONTINUUM_THEMES_H

#include <stdbool.h>
#include <stddef.h>

#include "crosstab.h"
#include "group.h"

struct request;
struct table;

/*
 * Who mentions what, of the sources that a pass read, by wave (where that is asked for) and
 * strata. A source stands for a respondent; one of no practice counts among sources alone.
 */
struct theme_count {
    long long practices, sources, mentions;
    long long last; /* the practice that was counted last */
};

/* Practices that were read in both groups, of which this is the earlier; one table a code:
 * mentioned in both, in the earlier alone, in the later alone, in neither. */
struct theme_change {
    const struct theme_group *from;
    long long n;
    struct fourfold *codes;
    struct theme_change *next;
};

struct theme_group {
    struct group group;           /* wave and strata; no parts */
    struct theme_count read;      /* all that was read; no mentions */
    struct theme_count *codes;    /* in the order of the list */
    struct theme_change *changes; /* from groups of earlier waves and the same strata */
};

struct themes {
    const struct table *codes; /* rows of theme_code_list: code, label, kind */
    size_t count;
    struct theme_group **groups; /* by wave and strata */
};

/* Reads both, as the request asks. A problem where there is no such pass or too much of it. */
bool themes_read(struct request *req, struct themes *themes) __attribute__((warn_unused_result));

#endif
