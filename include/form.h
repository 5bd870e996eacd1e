#ifndef CONTINUUM_FORM_H
#define CONTINUUM_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "extract.h"

struct request;

/* What an export knows of a version's items: those of the query dictionary_list. */
struct question {
    const char *item, *label, *variable;
    bool text, rate, wanted; /* wanted: by the parameter item */
    unsigned decimals;
    double minimum;            /* -INFINITY: none */
    const struct scale *scale; /* or NULL */
    const struct reason *reasons;
    size_t reason_count;
};

struct form {
    int version_id;
    size_t count;
    struct question *questions; /* by position */
};

/* Of all versions that the parameters instrument and version name. */
struct forms {
    size_t count;
    struct form *forms; /* by version_id, ascending */
    size_t most;        /* questions of one */
    const char *ids;    /* as an array of SQL */
};

bool forms_read(struct request *req, struct forms *forms) __attribute__((warn_unused_result));

/* NULL where it is none of them. */
const struct form *forms_find(const struct forms *forms, long long version_id);

/* The question's level of that number; NULL where there is none. */
const struct level *question_level(const struct question *question, long long level);

/* The reason of that number; NULL where the item cannot be missing for it. */
const struct reason *question_reason(const struct question *question, long long id);

#endif
