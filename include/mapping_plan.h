#ifndef CONTINUUM_MAPPING_PLAN_H
#define CONTINUUM_MAPPING_PLAN_H

#include <jansson.h>

#include "arena.h"
#include "mapping.h"

/* What mapping.c and mapping_long.c, where a row is one answer, share. */
enum { MAPPED_PRACTICE, MAPPED_WAVE, MAPPED_RESPONDENT, MAPPED_WHOSE };

/* What becomes of a column of theirs. */
struct mapping_plan {
    size_t place;        /* the column of ours plus 1; 0: none */
    const json_t *codes; /* our text by theirs; NULL: as it is */
    const char *level;   /* of a box: what it says if it is ticked */
    const json_t *keep;  /* rows with one of these; NULL: all */
    bool whose;
};

/* The columns that say what an answer is of, where a row is one. */
struct mapping_format {
    const char *name, *field, *option, *value;
    const char *envelope;      /* the member of a JSON object in which the rows are */
    size_t heads;              /* rows of a CSV that are behind its header, and no data */
    const char *const *passed; /* columns that every file has and no answer is in */
};

/* Before the name of a column of theirs, in a fault: no column of ours begins with it. */
#define MAPPED_THEIRS '='

struct mapping_long;

struct mapping {
    struct arena *arena;
    const struct mapping_format *format;
    struct records *from, out;
    json_t *document;
    json_t *fields;
    struct mapping_plan *plans; /* by column of theirs */
    size_t known;               /* columns of theirs so far */
    bool waits;                 /* a row was read whose columns are not all known */
    bool ended;
    size_t heads_passed;
    struct mapping_long *rows; /* where a row is one answer */
};

/* What a field says: "item", "item.part" or "item=level". */
struct mapped_target {
    const char *item; /* with its part */
    const char *code; /* without */
    const char *part; /* or level */
    char kind;        /* 0, '.' or '=' */
};
struct mapped_target mapping_target(const struct mapping *mapping, const char *text);

const struct mapping_format *mapping_format_named(const char *name);

/* Makes the plan of a column of theirs; false where nothing is known of it. */
bool mapping_learn(struct mapping *mapping, size_t column) __attribute__((warn_unused_result));
bool mapping_lists(const json_t *list, const char *text);
bool mapping_ignores(const struct mapping *mapping, const char *name);
const json_t *mapping_values(const struct mapping *mapping, const char *item);

/* The text in our words; NULL where there is none, or it is to be left out. */
const char *mapping_told(const json_t *codes, const char *text);

size_t mapping_add_column(struct mapping *mapping, const char *name);

enum record mapping_blame(struct mapping *mapping, const char *column, const char *code,
                          const char *detail);

/* Of a row that was read: RECORD_END where nothing of it is wanted. */
enum record mapping_long(struct mapping *mapping);
/* What is left when all were read. */
enum record mapping_long_rest(struct mapping *mapping);
void mapping_long_open(struct mapping *mapping);
/* Whether a column of theirs is one of those that say an answer. */
bool mapping_long_learn(struct mapping *mapping, const char *name, size_t column);

#endif
