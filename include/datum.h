#ifndef CONTINUUM_DATUM_H
#define CONTINUUM_DATUM_H

#include <stddef.h>
#include <stdint.h>

#include "scale.h"

/* What stands in a cell of an export. A text is terminated; a code is a text in which no format has
 * anything to escape. */
enum datum_kind { DATUM_NONE, DATUM_TEXT, DATUM_CODE, DATUM_NUMBER, DATUM_BOOLEAN };

struct datum {
    enum datum_kind kind;
    unsigned decimals; /* of a number, which is in whole units of 10^-decimals */
    int reason;        /* why there is none, see struct reason; 0: not said */
    int64_t number;    /* also 0 or 1 */
    const char *text;
};

/* Why an answer is missing; id: 1 to 26, in Stata .a to .z. */
struct reason {
    int id;
    const char *reason, *label;
};

struct variable {
    const char *name;       /* the column */
    const char *short_name; /* for statistical programs, see item_variable() in SQL */
    const char *label;      /* or NULL */
    enum datum_kind kind;
    unsigned decimals;
    double minimum;            /* of a number with reasons; -INFINITY: none */
    size_t width;              /* most bytes of a text; 0: at most those of extract.widest */
    const struct scale *scale; /* of a number, or NULL */
    const struct reason *reasons;
    size_t reason_count;
};

#endif
