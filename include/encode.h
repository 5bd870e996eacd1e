#ifndef CONTINUUM_ENCODE_H
#define CONTINUUM_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "operation.h"

struct buffer;
struct request;
struct table;

/* What an answer holds beside its rows. */
struct envelope {
    const json_t *meta;      /* or NULL */
    const char *next_cursor; /* or NULL */
    size_t rows;             /* rows of the table that are written */
};

/* One writer a format, behind one interface. */
struct encoder {
    void (*rows)(struct buffer *to, const struct table *table, const struct envelope *envelope);
    void (*item)(struct buffer *to, const struct table *table); /* the one row */
    void (*problem)(struct buffer *to, const struct request *req);
};

extern const struct encoder encoder_json;
extern const struct encoder encoder_csv;
extern const struct encoder encoder_ndjson;
extern const struct encoder encoder_xlsx; /* writes nothing where there is no room for its file */

extern const struct encoder encoder_qdc; /* of the codes of a codebook's version alone */

/* The encoder of a media type; JSON where the type has none of its own. */
const struct encoder *encoder_of(enum media media);

/* The parts that others write with, too. */
void json_text(struct buffer *to, const char *text);
/* guard: what a spreadsheet would run as a formula gets an apostrophe before it. */
void csv_text(struct buffer *to, const char *text, bool guard);

#endif
