#ifndef CONTINUUM_EXTRACT_H
#define CONTINUUM_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>

#include "datum.h"

struct query;
struct request;
struct row;
struct stream;
struct taker;

/*
 * A file of any length: variables, then rows of data, which a format writes into the
 * request's stream (stream.h) one by one.
 */
struct extract {
    struct request *req;
    struct stream *stream;
    const struct format *format;
    const struct variable *variables;
    size_t variable_count;
    size_t fixed;  /* of the variables, those that often stay as they are */
    size_t rows;   /* so far */
    long counted;  /* how many there will be, where the format wants to know */
    size_t widest; /* bytes of the longest text, where it does */
    /* Of a feed, at its end: the cursor by which what changes later can be had; or NULL. */
    const char *(*cursor)(void *context);
    void *context;
    const char **recent; /* practices that the audit knows of */
    void *state;         /* of the format */
};

/* One writer a format. Each is false where the client is given up, with a problem. */
struct format {
    const char *type;
    bool counted;     /* it wants to know how many rows there will be, and how wide texts are */
    bool short_names; /* and coded reasons: it is for statistical programs */
    bool (*begin)(struct extract *to);
    /* same: the first fixed data are those of the row before. */
    bool (*row)(struct extract *to, const struct datum *data, bool same);
    bool (*end)(struct extract *to);
};

extern const struct format format_csv, format_json, format_ndjson, format_xlsx, format_dta,
    format_sav;

/* The format that the request asks for. */
const struct format *format_of(const struct request *req);

/* Begins the answer, or again from the beginning: false where some of it was sent. */
bool extract_begin(struct extract *to) __attribute__((warn_unused_result));

/* One more row. */
bool extract_row(struct extract *to, const struct datum *data, bool same)
    __attribute__((warn_unused_result));

/* Names the practice of a row for the audit; one that was named lately, not again. */
void extract_name(struct extract *to, const char *practice);

/* Whether the client still waits, for struct taker. */
bool extract_wanted(struct extract *to) __attribute__((warn_unused_result));

/* The whole of it: the rows of a query, each through the taker, which begins the export where it
 * is given NULL. Notes for the audit what was shown, also where it was cut. */
bool extract_all(struct extract *to, const struct query *query, struct taker *taker)
    __attribute__((warn_unused_result));

/* The data of the first `fixed` columns of a row from the database, by the variables' kinds. */
void extract_read(const struct extract *to, const struct row *row, struct datum *data);

#endif
