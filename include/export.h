#ifndef CONTINUUM_EXPORT_H
#define CONTINUUM_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scale.h"

struct query;
struct request;
struct row;
struct stream;
struct taker;

/*
 * A file of any length: variables, then rows of data, which a format writes into the
 * request's stream (stream.h) one by one. Text is terminated; a code is a text in which no
 * format has anything to escape.
 */
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
    size_t width;              /* most bytes of a text; 0: at most those of export.widest */
    const struct scale *scale; /* of a number, or NULL */
    const struct reason *reasons;
    size_t reason_count;
};

struct export
{
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
    void *state; /* of the format */
};

/* One writer a format. Each is false where the client is given up, with a problem. */
struct format {
    const char *type;
    bool counted;     /* it wants to know how many rows there will be, and how wide texts are */
    bool short_names; /* and coded reasons: it is for statistical programs */
    bool (*begin)(struct export *to);
    /* same: the first fixed data are those of the row before. */
    bool (*row)(struct export *to, const struct datum *data, bool same);
    bool (*end)(struct export *to);
};

extern const struct format format_csv, format_json, format_ndjson, format_xlsx, format_dta,
    format_sav;

/* The format that the request asks for. */
const struct format *format_of(const struct request *req);

/* Begins the answer, or again from the beginning: false where some of it was sent. */
bool export_begin(struct export *to) __attribute__((warn_unused_result));

/* One more row. */
bool export_row(struct export *to, const struct datum *data, bool same)
    __attribute__((warn_unused_result));

/* Whether the client still waits, for struct taker. */
bool export_wanted(struct export *to) __attribute__((warn_unused_result));

/* The whole of it: the rows of a query, each through the taker, which begins the export where it
 * is given NULL. Notes for the audit what was shown, also where it was cut. */
bool export_all(struct export *to, const struct query *query, struct taker *taker)
    __attribute__((warn_unused_result));

/* The data of the first `fixed` columns of a row from the database, by the variables' kinds. */
void export_read(const struct export *to, const struct row *row, struct datum *data);

/* Writes a number of 10^-decimals without zeros at its end, at most NUMBER_SIZE bytes and not
 * terminated; returns where it ended. decimals: up to 18. */
#define NUMBER_SIZE 24
char *number_write(char *to, int64_t number, unsigned decimals);

#endif
